import type { Parcel } from '../company/parcels.ts'
import type { Random } from '../random/create-random.ts'

/** A parcel that a person has opened, and the number of the ticket that it was opened for; 0 for none. */
export type Opened = { readonly parcel: Parcel; readonly ticket: number }

const SIZE = 32
/** Mean distance of a repeat from the latest opening, in remembered parcels. */
const MEAN_AGE = 3

export type Memory = {
  readonly remember: (opened: Opened) => void
  /** A recently opened parcel, most often the latest; null if nothing was opened yet. */
  readonly recall: (random: Random) => Opened | null
}

/**
 * The last parcels that one person opened, so that repeats repeat real ones. Stored as plain numbers:
 * thousands of long-lived objects would keep the garbage collector busy.
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
    // `place` is inside the ring by construction.
    return { parcel: parcels[place] as number, ticket: tickets[place] as number }
  }
  return { remember, recall }
}
