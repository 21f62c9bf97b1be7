import type { Random } from '../random/create-random.ts'
import type { Waybill } from '../company/parcels.ts'

/** A waybill that a person had open, with the ticket it was opened for. */
export type Opened = { readonly waybills: readonly [Waybill]; readonly ticketId: string | null }

const SIZE = 48
/** Mean distance back of a repeated opening. */
const MEAN_AGE = 5

export type Memory = {
  readonly remember: (opened: Opened) => void
  /** Something opened lately, the latest most often; null when nothing was opened yet. */
  readonly recall: (random: Random) => Opened | null
}

/** The last waybills that one person had open, so that repeats are repeats of real ones. */
export function createMemory(): Memory {
  const ring: Opened[] = []
  let next = 0
  const remember = (opened: Opened) => {
    ring[next % SIZE] = opened
    next++
  }
  const recall = (random: Random): Opened | null => {
    if (next === 0) return null
    const age = Math.floor(-Math.log(1 - random()) * MEAN_AGE)
    const reach = Math.min(next, SIZE)
    return ring[(next - 1 - (age % reach)) % SIZE] ?? null
  }
  return { remember, recall }
}
