import { detectors } from '../../detectors/index.ts'
import type { Policy } from '../../src/core/policy.ts'
import { createDecoder } from '../../src/pipeline/decode/decode.ts'
import { createHotStates } from '../../src/pipeline/hot-states.ts'
import { claimLane } from '../../src/pipeline/lane.ts'
import { createQueryPass, type QueryPass } from '../../src/pipeline/query-pass.ts'
import type { OutboxMessage, StateStore } from '../../src/state/store.ts'
import { options } from './records.ts'

const usual = createQueryPass({ detectors, decode: createDecoder(options) })

export type Alone = {
  readonly policy: () => Policy
  readonly store: StateStore
  readonly publish?: (messages: readonly OutboxMessage[]) => Promise<void>
  /** That of `run` unless given. */
  readonly pass?: QueryPass
  /** That of this version of the program unless given. */
  readonly stateVersion?: number
  /** The token key unless given. */
  readonly alertTokenKey?: Uint8Array
}

/** Claims the lane of partition 3 as a process does that has nothing in memory yet, and knows of no other lane. */
export const claimAlone = ({
  policy,
  store,
  publish = async () => {},
  pass = usual,
  stateVersion = pass.stateVersion,
  alertTokenKey = options.tokenKey,
}: Alone) =>
  claimLane({
    pass: { ...pass, stateVersion },
    partition: 3,
    store,
    policy,
    tokenKey: options.tokenKey,
    alertTokenKey,
    hot: createHotStates(Infinity, pass.bytesOf),
    askOthers: null,
    ringLanes: 1,
    publish,
  })
