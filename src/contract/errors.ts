/** The request cannot be carried out as it stands; nothing has begun. */
const usageErrors = ['usage_invalid', 'settings_invalid', 'policy_invalid'] as const

/** What can stop a command that reads and writes files. */
const commandErrors = ['account_not_found', 'file_unreadable', 'file_unwritable', 'nothing_counted'] as const

/** What `run`, or a lane of it, waits for, or gets over by itself. */
export const waitErrors = [
  'kafka_unavailable',
  'kafka_send_failed',
  'redis_unavailable',
  'lane_ahead',
  'lane_astray',
  'lane_fenced',
] as const

/** What can stop `run`, or a lane of it. */
export const runErrors = [
  'kafka_topic_missing',
  'kafka_topic_recreated',
  'kafka_offset_beyond_end',
  'kafka_offset_lost',
  'kafka_partitions_changed',
  'kafka_batch_unreadable',
  'kafka_consumer_crashed',
  'redis_reply_unexpected',
  'lane_stalled',
  'lane_without_history',
  'state_version_unknown',
  'state_corrupt',
  'token_key_changed',
  'http_port_in_use',
  'internal',
] as const

/**
 * Every way the world, the settings or the program can stop waywarden. Bad input is a
 * `Reject`, never an error.
 */
export type ErrorCode = (
  | typeof usageErrors
  | typeof commandErrors
  | typeof waitErrors
  | typeof runErrors
)[number]

/**
 * The one error class. The message says what to do; the code is for programs, and never changes its meaning.
 * `cause` is the error underneath, or the facts that led here, such as a list of faults; null if the message
 * says all.
 */
export class WaywardenError extends Error {
  override readonly name = 'WaywardenError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options: { readonly cause: unknown }) {
    super(message, options)
    this.code = code
  }
}

/** Exit codes of every command. */
export const EXIT = { done: 0, worldFailed: 1, wrongUsage: 2 } as const

const wrongUsage: ReadonlySet<ErrorCode> = new Set(usageErrors)

/** The exit code of a command that an error has stopped. */
export const exitCodeOf = (error: unknown): 1 | 2 =>
  error instanceof WaywardenError && wrongUsage.has(error.code) ? EXIT.wrongUsage : EXIT.worldFailed

/** An error of the command line; the message says what to give. */
export const misused = (message: string, cause: unknown = null): WaywardenError =>
  new WaywardenError('usage_invalid', message, { cause })

/** Throws if the command line has faults, and names them all. @throws WaywardenError `usage_invalid` */
export const refuse = (faults: readonly string[]): void => {
  if (faults.length > 0) throw misused(faults.join('\n'), faults)
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** As `messageOf`, without a final full stop, for use inside a sentence. */
export const clauseOf = (error: unknown): string => messageOf(error).replace(/\.+$/, '')
