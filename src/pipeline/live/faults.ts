import { type ErrorCode, WaywardenError } from '../../contract/errors.ts'

/**
 * What an error of a lane means.
 * - `wait`: Redis, the brokers or other lanes are not there yet; the lane tries again until they are
 * - `stop`: going on would skip, repeat or misread something; this lane stops until a person has looked
 * - `end`: the program or its settings are at fault; the process ends
 */
export type Reaction = 'wait' | 'stop' | 'end'

const reactions: Partial<Record<ErrorCode, Reaction>> = {
  redis_unavailable: 'wait',
  kafka_send_failed: 'wait',
  kafka_unavailable: 'wait',
  lane_fenced: 'wait',
  lane_ahead: 'wait',
  kafka_topic_recreated: 'stop',
  kafka_offset_beyond_end: 'stop',
  kafka_offset_lost: 'stop',
  lane_without_history: 'stop',
  state_version_unknown: 'stop',
  state_corrupt: 'stop',
}

export function judgeError(error: unknown): Reaction {
  if (!(error instanceof WaywardenError)) return 'end'
  return reactions[error.code] ?? 'end'
}

export const codeOf = (error: unknown): ErrorCode =>
  error instanceof WaywardenError ? error.code : 'internal'

/** Messages for the log: why a lane is claimed again. */
export const refusals = {
  moved: 'Redis has another offset for the lane',
  torn: 'reading states failed midway through a batch, which is scored again from Redis',
  fenced:
    'another process has claimed the lane; if this keeps happening, two consumer groups share one redis.keyPrefix',
} as const
