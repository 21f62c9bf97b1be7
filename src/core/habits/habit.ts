import type { LookUp } from '../../contract/look-up.ts'
import { indexOf } from '../index-of.ts'

/**
 * What an account does in a day of work (time.ts) beside reading waybills, each compared with its own days and its role's. A waybill counts
 * as read where the account has not had it open in the seven days before:
 * - `strange`: foreign waybills without a reason that do not come from, or go to, one and the same outlet (a misrouted truck does)
 * - `read`: waybills read a few at a time, without a reason, and not in a row of numbers, as labels are printed: of the own outlet's however many
 * - `reopened`: times that a waybill was opened again, on the same day or a later one
 * - `ticketed`: waybills read for a ticket, whether it is believed or not (tickets.ts)
 * - `unexplained`: waybills without a known reason, and records that the log counts and does not list
 * - `missed`: numbers that were not found, or denied
 * - `reveals`: waybills unmasked
 * - `walked`: waybills whose number is close to that of the one before
 * - `bulk`: records of look-ups that show ten or more, and those that the log counts and does not list
 * - `newSource`: waybills read, or rows that the log only counts, from a machine or address that the account has used for less than three days
 * - `offHours`: waybills read at hours at which neither the account nor its role works
 * - `switches`: returns to the source used before the last one, within half an hour, one of the two being new to the account,
 *   from another address
 */
export const habits = [
  'strange',
  'missed',
  'reveals',
  'walked',
  'bulk',
  'newSource',
  'offHours',
  'switches',
  'read',
  'reopened',
  'unexplained',
  'ticketed',
] as const
export type Habit = (typeof habits)[number]

/** Habits that grow with the waybills read: judged given how busy the day is. That it is busy is for the volume detectors to say. */
export const isProportional = (habit: Habit): boolean => PROPORTIONAL.has(habit)

const PROPORTIONAL: ReadonlySet<Habit> = new Set(['strange', 'missed', 'reveals', 'walked'])

export const HABITS = habits.length

export const HABIT = indexOf(habits)

/** Where a day's count stops: enough for any threshold, and three bytes. */
export const MOST_A_DAY = 2_000_000

/** A look-up that shows as many is a list or an export, whatever the log calls it. */
export const FEW_RECORDS = 10

/** Whether the look-up shows many waybills, which is not to open them. */
export const isList = ({ records }: LookUp): boolean => records >= FEW_RECORDS
