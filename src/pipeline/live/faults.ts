import { type ErrorCode, waitErrors, WaywardenError } from '../../contract/errors.ts'

/**
 * What an error of a lane means.
 * - `wait`: Redis, the brokers or other lanes are not there yet; the lane tries again until they are
 * - `stop`: going on would skip, repeat or misread something; this lane stops until a person has looked
 * - `end`: the program or its settings are at fault; the process ends
 */
export type Reaction = 'wait' | 'stop' | 'end'

const waits: ReadonlySet<ErrorCode> = new Set(waitErrors)

const stops: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'kafka_topic_recreated',
  'kafka_offset_beyond_end',
  'kafka_offset_lost',
  'lane_without_history',
  'state_version_unknown',
  'state_corrupt',
])

export function judgeError(error: unknown): Reaction {
  if (!(error instanceof WaywardenError)) return 'end'
  if (waits.has(error.code)) return 'wait'
  return stops.has(error.code) ? 'stop' : 'end'
}

export const codeOf = (error: unknown): ErrorCode =>
  error instanceof WaywardenError ? error.code : 'internal'
