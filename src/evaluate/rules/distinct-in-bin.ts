import type { LookUp } from '../../contract/look-up.ts'
import { createBins } from './bins.ts'
import { tokenOf, type RuleJudge } from './rule.ts'

export type DistinctInBin = {
  readonly binMs: number
  /** Raises an alert at this many different waybills. */
  readonly atLeast: number
  /** The group that a look-up is counted in, such as one account at one address. */
  readonly keyOf: (lookUp: LookUp) => string
}

/** Counts distinct waybills per key in fixed bins of time. At most one alert per key and bin. */
export const distinctInBin = ({ binMs, atLeast, keyOf }: DistinctInBin): RuleJudge => {
  const bins = createBins(binMs, () => ({ waybills: new Set<number>(), unlisted: 0, isTold: false }))
  return (lookUp) => {
    if (lookUp.records === 0) return null
    const key = keyOf(lookUp)
    const found = bins.at(lookUp.occurredAt, key)
    if (found === null) return null
    const { value: group } = found
    for (const waybill of lookUp.waybills) group.waybills.add(tokenOf(waybill))
    group.unlisted += lookUp.records - lookUp.waybills.length
    if (group.isTold || group.waybills.size + group.unlisted < atLeast) return null
    group.isTold = true
    return `${key}/${found.bin}`
  }
}
