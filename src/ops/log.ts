import { destination, type DestinationStream, type Level, type Logger, pino, stdSerializers } from 'pino'

import { WaywardenError } from '../contract/errors.ts'

const REDACTED = '[redacted]'

// Names of fields that hold a secret or a waybill number. `command` and `args` hold secrets because an error
// of ioredis has the command with its arguments, and the first of a connection is the login. pino matches
// whole paths, so each name is given at several depths.
const secrets = [
  'password',
  'tokenKey',
  'alertTokenKey',
  'secret',
  'sasl',
  'waybills',
  'waybillNo',
  'no',
  'value',
  'key',
  'command',
  'args',
]
const parents = ['', '*.', '*.*.', '*.*.*.']
const redactedPaths = parents.flatMap((parent) => secrets.map((name) => `${parent}${name}`))

export type LogLevel = Level | 'silent'

export type LoggerOptions = {
  readonly level: LogLevel
  /** Where lines go. Standard error by default, so that standard output stays free for alerts. */
  readonly stream?: DestinationStream
}

/**
 * The program's logger: one JSON object with a constant message per noteworthy thing, never one per event.
 * Secrets and waybill numbers are blanked even where a caller logs them by mistake.
 */
export function createLogger({ level, stream }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: redactedPaths, censor: REDACTED },
    serializers: { err: serializeError },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  }
  return pino(options, stream ?? standardError())
}

/** A line that cannot be written, as on a full disk, is lost: detection goes on without it. */
function standardError(): DestinationStream {
  return destination({ fd: 2, sync: true }).on('error', () => undefined)
}

// A parser's message quotes the text it could not parse, which may be an audit event.
function serializeError(error: unknown): unknown {
  if (error instanceof WaywardenError && error.code !== 'internal') return withoutStack(error)
  const plain: unknown = error instanceof Error ? withoutEcho(error) : error
  if (!(error instanceof SyntaxError)) return plain
  return { type: error.name, message: 'malformed JSON, content withheld' }
}

// The stack of a known fault says nothing to the person who has to fix it.
function withoutStack({ code, message, cause }: WaywardenError): unknown {
  const why = cause instanceof Error && !(cause instanceof SyntaxError) ? cause.message : ''
  return { code, message, ...(message.includes(why) ? {} : { cause: why }) }
}

// pino appends the messages of all causes to an error's own, which usually quotes them already.
function withoutEcho(error: Error): unknown {
  const { cause } = error
  const plain = stdSerializers.err(error)
  const hasQuoted = cause instanceof Error && error.message.includes(cause.message)
  return hasQuoted ? { ...plain, message: error.message } : plain
}
