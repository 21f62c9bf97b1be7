import { WaywardenError } from '../contract/errors.ts'
import type { Field } from '../core/codec/lane-codec.ts'
import { readIntact, requireVersion } from '../core/codec/versioned.ts'
import type { LaneClaim, StateStore } from '../state/store.ts'

/** Name of the lane's field in the store that holds the version of the encoding of its states. */
const STATES = 'states'

/**
 * Refuses a lane whose states have another encoding, before one of ours is among them:
 * no version of the program could read such a mixture. Returns the field that marks the
 * lane with our version; nothing if it is marked already. A lane with a history has the
 * mark: without it, what the lane has learnt is gone, and so are its open alerts.
 * @throws WaywardenError `state_version_unknown`, `state_corrupt`
 */
export const requireStateVersion = (lane: number, claim: LaneClaim, version: number): readonly Field[] => {
  requireFields(lane, claim)
  const bytes = claim.fields.get(STATES)
  if (bytes === undefined) return [[STATES, JSON.stringify(version)]]
  const found = readIntact('a lane', () => JSON.parse(bytes.toString()) as number)
  requireVersion(found, { version, what: 'the states of a lane' })
  return []
}

/**
 * Refuses a lane that has an offset but none of what it has learnt.
 * @throws WaywardenError `state_corrupt`
 */
export const requireFields = (
  lane: number,
  { fields, offset }: Pick<LaneClaim, 'fields' | 'offset'>,
): void => {
  if (fields.has(STATES) || offset === null) return
  throw new WaywardenError(
    'state_corrupt',
    `Redis has the offset of lane ${lane} (${offset}), but has lost its fields: its baselines and open alerts. Restore Redis, or start afresh`,
    { cause: { lane, offset } },
  )
}

/** Whether the start of the lane, or a checkpoint, was ever written. Changes nothing. */
export const hasBegun = async (store: Pick<StateStore, 'readFields'>, lane: number): Promise<boolean> =>
  (await store.readFields(lane, [STATES])).some((field) => field !== null)
