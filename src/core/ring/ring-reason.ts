import type { SharedType } from '../../contract/finding.ts'
import { sayRoughly } from '../say-number.ts'
import { sayTime } from '../time.ts'
import type { SharedEntity } from './account-day.ts'
import type { SharedMember } from './shared-day.ts'

export type Told = {
  readonly entity: SharedEntity
  readonly suspects: readonly SharedMember[]
  readonly sinceMs: number
  readonly surprise: number
  readonly zoneMs: number
}

/** One sentence a duty officer can read aloud. */
export const ringReason = ({ entity, suspects, sinceMs, surprise, zoneMs }: Told): string => {
  const outlets = new Set(suspects.map(({ outlet }) => outlet).filter((outlet) => outlet !== 0)).size
  const from = entity.type === 'outlet' || outlets < 2 ? '' : ` of ${outlets} outlets`
  return `${suspects.length} accounts${from} ${PLACE[entity.type]} ${entity.id}, each beyond what is usual for it; together, as an estimate, one honest day of ${KIND[entity.type]} in ${sayRoughly(10 ** surprise)} shows as much; since ${sayTime(sinceMs, zoneMs)}`
}

const PLACE: Record<SharedType, string> = {
  device: 'worked from device',
  source: 'worked from address',
  outlet: 'worked for outlet',
}

const KIND: Record<SharedType, string> = { device: 'a device', source: 'an address', outlet: 'an outlet' }
