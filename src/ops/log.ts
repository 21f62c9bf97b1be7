import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

import { type DestinationStream, type Level, type Logger, pino, stdSerializers } from 'pino'
import sonicBoom from 'sonic-boom'

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
  /** Where lines go. */
  readonly stream: DestinationStream
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
  return pino(options, stream)
}

/** Most bytes of lines that wait for a reader of standard error that has stalled. */
const MOST_UNWRITTEN = 1024 * 1024

export type StandardError = DestinationStream & {
  /** Waits until all lines are written, or no longer than `withinMs`. */
  written(withinMs: number): Promise<void>
}

/**
 * Where the program's log goes: standard output stays free for alerts. Writing waits for nobody. A line that
 * cannot be written, because the disk is full or the reader has stalled for too long, is lost: detection goes
 * on without it. pino's own destination would wait for such a reader, at the latest when the process exits.
 */
export function openStandardError(): StandardError {
  const stream = new sonicBoom.SonicBoom({ fd: 2, sync: false, maxLength: MOST_UNWRITTEN })
  let isIdle = true
  stream.on('error', () => undefined)
  stream.on('drain', () => void (isIdle = true))
  return {
    write: (line) => {
      isIdle = false
      stream.write(line)
    },
    written: async (withinMs) => {
      if (!isIdle) await Promise.race([once(stream, 'drain').catch(() => undefined), delay(withinMs)])
    },
  }
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

// pino appends the messages of all causes to an error's own, which usually quotes them already. Of a parser it
// would append what is withheld, to the stack too.
function withoutEcho(error: Error): unknown {
  const { cause, message, stack } = error
  const plain = stdSerializers.err(error)
  if (cause instanceof SyntaxError) return { ...plain, message, stack }
  const hasQuoted = cause instanceof Error && message.includes(cause.message)
  return hasQuoted ? { ...plain, message } : plain
}
