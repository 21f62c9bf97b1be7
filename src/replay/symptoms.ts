import type { Decoded } from '../pipeline/decode/decode.ts'

const YEAR_2000_MS = Date.UTC(2000, 0)

/** What a file shows of being read in the wrong way, counted as its events are decoded. */
export type Symptoms = {
  readonly see: (decoded: Decoded) => void
  /** Events dated before the year 2000: as a rule their times are in seconds. */
  readonly early: number
  /** What is wrong with most invalid events, field and rule; null where none is invalid. */
  readonly commonestFault: string | null
}

export const createSymptoms = (): Symptoms => {
  const faults = new Map<string, number>()
  let early = 0
  return {
    see: (decoded) => {
      if (decoded.kind === 'look-up') {
        if (decoded.lookUp.occurredAt < YEAR_2000_MS) early++
        return
      }
      const { reason, pointer, detail } = decoded.reject
      if (reason !== 'invalid') return
      const fault = `${pointer ?? ''} ${detail}`.trim()
      faults.set(fault, (faults.get(fault) ?? 0) + 1)
    },
    get early() {
      return early
    },
    get commonestFault() {
      const [commonest] = [...faults].toSorted(([, a], [, b]) => b - a)
      return commonest?.[0] ?? null
    },
  }
}
