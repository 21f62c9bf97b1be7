import type { Field } from '../core/codec/lane-codec.ts'
import { readIntact, requireVersion } from '../core/codec/versioned.ts'
import type { LaneClaim } from '../state/store.ts'

/** Its field in the store: the version of the form in which the lane's states are. */
const STATES = 'states'

/**
 * Refuses a lane whose states have another form, before one of ours is among them: neither version of the program could go on then, and
 * going back would be no way out. Out: what marks the lane, where it has no mark yet.
 * @throws WaywardenError `state_version_unknown`, `state_corrupt`
 */
export const requireStateVersion = ({ fields }: LaneClaim, version: number): readonly Field[] => {
  const bytes = fields.get(STATES)
  if (bytes === undefined) return [[STATES, JSON.stringify(version)]]
  const found = readIntact('a lane', () => JSON.parse(bytes.toString()) as number)
  requireVersion(found, { version, what: 'the states of a lane' })
  return []
}
