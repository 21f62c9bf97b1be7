import type { Parcel } from '../company/parcels.ts'
import type { Random } from '../random/create-random.ts'

/** A parcel that a person had open, and the number of the ticket it was opened for, 0 for none. */
export type Opened = { readonly parcel: Parcel; readonly ticket: number }

const SIZE = 32
/** Mean distance back of a repeated opening. */
const MEAN_AGE = 3

export type Memory = {
  readonly remember: (opened: Opened) => void
  /** Something opened lately, the latest most often; null when nothing was opened yet. */
  readonly recall: (random: Random) => Opened | null
}

/**
 * The last parcels that one person had open, so that repeats are repeats of real ones. Kept as plain numbers: objects
 * that live for hours in thousands of rings are what the garbage collector would spend its time on.
 */
export function createMemory(): Memory {
  const parcels = new Float64Array(SIZE)
  const tickets = new Float64Array(SIZE)
  let next = 0
  const remember = ({ parcel, ticket }: Opened) => {
    parcels[next % SIZE] = parcel
    tickets[next % SIZE] = ticket
    next++
  }
  const recall = (random: Random): Opened | null => {
    if (next === 0) return null
    const age = Math.floor(-Math.log(1 - random()) * MEAN_AGE)
    const place = (next - 1 - (age % Math.min(next, SIZE))) % SIZE
    // Inside the ring by construction.
    return { parcel: parcels[place] as number, ticket: tickets[place] as number }
  }
  return { remember, recall }
}
