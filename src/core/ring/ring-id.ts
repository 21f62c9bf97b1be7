import type { SharedEntity } from './account-day.ts'
import { placeOf, type SharedMember } from './shared-day.ts'

/**
 * The id that joins the alerts of one ring on one day: that of the machine at which all suspects worked, or
 * else of their address, or else of the entity. It is told from the entity's own day, because its lane sees
 * nothing of the day of another, nor whether that one has an alert.
 */
export const ringIdOf = (entity: SharedEntity, day: number, suspects: readonly SharedMember[]): string => {
  const place =
    inCommon(suspects.map(({ device }) => device)) ||
    inCommon(suspects.map(({ source }) => source)) ||
    placeOf(entity)
  return `${day}/${place.toString(16).padStart(8, '0')}`
}

/** The place that all have in common, 0 if they have none. */
const inCommon = (places: readonly number[]): number =>
  places.every((place) => place === places[0]) ? (places[0] ?? 0) : 0
