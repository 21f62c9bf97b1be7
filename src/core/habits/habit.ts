import type { LookUp } from '../../contract/look-up.ts'
import { highestLimit } from '../../contract/thresholds.ts'
import { indexOf } from '../index-of.ts'

/**
 * What an account does in a day of work (time.ts), counted and compared with its own days and its role's. A
 * waybill is new if it has not been shown to the account in the seven days before:
 * - `strange`: new foreign waybills without a known reason, less those that a truckload explains (batches.ts)
 * - `read`: waybills opened that were not opened in the seven days before, without those for a believed
 *   ticket, of lists and batches, and of the own outlet in a row of numbers (labels)
 * - `reopened`: times that a waybill was opened again, on the same day or a later one
 * - `ticketed`: new waybills, and records that the log counts without listing them, for a ticket, whether or
 *   not the ticket is believed (tickets.ts)
 * - `unexplained`: new waybills, and records that the log counts without listing them, without a known reason
 * - `missed`: numbers that were not found, or denied
 * - `reveals`: waybills unmasked
 * - `walked`: waybills whose number is close to that of the one before, unless they pass for a batch
 *   (batches.ts)
 * - `bulk`: records of look-ups that show ten or more, and those that the log counts without listing them
 * - `newSource`: new waybills, and records that the log counts without listing them, from a source (machine
 *   or address, and program) that the account has used for less than three days
 * - `offHours`: new waybills at hours at which neither the account nor its role works
 * - `elsewhere`: new records from a source new to the account, shown between two look-ups from one that is not (of a
 *   new account, from any other), less than half an hour apart and at another address
 */
export const habits = [
  'strange',
  'missed',
  'reveals',
  'walked',
  'bulk',
  'newSource',
  'offHours',
  'elsewhere',
  'read',
  'reopened',
  'unexplained',
  'ticketed',
] as const
export type Habit = (typeof habits)[number]

/**
 * Whether a habit grows with the waybills read. Such habits are judged relative to how busy the day is: the
 * busyness itself is for the volume detectors to judge.
 */
export const isProportional = (habit: Habit): boolean => PROPORTIONAL.has(habit)

const PROPORTIONAL: ReadonlySet<Habit> = new Set(['strange', 'missed', 'reveals', 'walked'])

export const HABITS = habits.length

export const HABIT = indexOf(habits)

/** A day's count saturates here: at the highest limit that a policy may set, and within three bytes. */
export const MOST_A_DAY = highestLimit

/** A look-up that shows at least this many is a list or an export, whatever the log calls it. */
export const FEW_RECORDS = 10

/** Whether the look-up lists many waybills, which does not count as opening them. */
export const isList = ({ records }: LookUp): boolean => records >= FEW_RECORDS
