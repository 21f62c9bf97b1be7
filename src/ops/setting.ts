import { isAbsolute, resolve } from 'node:path'

import { type TSchema, Type } from 'typebox'

import { durationPattern, parseDuration } from '../contract/duration.ts'
import { plainNumber } from '../contract/plain-number.ts'

/** The folder of the file that a value was written in, at which relative paths start. */
export type Origin = { readonly folder: string }

/** A value as one would write it in YAML; null: unset. */
export type Written = string | number | boolean | readonly string[] | null

/** One row of the settings table. `T` is the type the program gets. */
export type Setting<T> = {
  /** What the YAML file may hold. */
  readonly schema: TSchema
  /** The value if nothing is set. */
  readonly fallback: Written
  readonly description: string
  /**
   * Converts an environment variable's text to the value as written in YAML; null: no variable can set it.
   */
  readonly fromText: ((text: string) => unknown) | null
  /** Converts the checked, written value to the program's form. */
  readonly toValue: (written: unknown, origin: Origin) => T
  /**
   * Faults for which the schema's own messages would not help: a JSON Pointer into the
   * written value, and the rule it breaks.
   */
  readonly check?: (written: unknown) => readonly { readonly pointer: string; readonly rule: string }[]
  /** May be set in the environment only: a secret that every copy of the file would give away. */
  readonly isEnvironmentOnly?: boolean
  /** Whether the setting names a file. */
  readonly isPath?: boolean
}

const SIZE_UNITS: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }
const sizePattern = /^(\d+)(KiB|MiB|GiB)$/

// An IPv6 address stands in brackets.
const addressPattern = '^(\\[[0-9a-fA-F:.]+\\]|[^:\\s\\[\\]]+):[0-9]{1,5}$'

const asText = (text: string): string => text
const asNumber = (text: string): unknown => plainNumber(text) ?? text
const asFlag = (text: string): unknown => ({ true: true, false: false })[text.toLowerCase()] ?? text
const asList = (text: string): unknown =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

export const text = (fallback: string, description: string): Setting<string> => ({
  schema: Type.String({ minLength: 1 }),
  fallback,
  description,
  fromText: asText,
  toValue: String,
})

/** A text without a default. */
export const optionalText = (description: string): Setting<string | null> => ({
  ...text('', description),
  fallback: null,
  toValue: orNull(String),
})

/** As `optionalText`; never repeated in a message or a log. */
export const secret = (description: string): Setting<string | null> => ({
  ...optionalText(description),
  schema: Type.String({ minLength: 1, writeOnly: true }),
})

export const environmentSecret = (description: string): Setting<string | null> => ({
  ...secret(description),
  isEnvironmentOnly: true,
})

const list = (fallback: readonly string[], description: string): Setting<readonly string[]> => ({
  schema: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
  fallback,
  description,
  fromText: asList,
  toValue: (written) => [...(written as readonly string[])],
})

/** host:port of several machines. */
export const addresses = (fallback: readonly string[], description: string): Setting<readonly string[]> => ({
  ...list(fallback, description),
  schema: Type.Array(Type.String({ pattern: addressPattern, examples: fallback }), { minItems: 1 }),
})

export const flag = (fallback: boolean, description: string): Setting<boolean> => ({
  schema: Type.Boolean(),
  fallback,
  description,
  fromText: asFlag,
  toValue: (written) => written === true,
})

export const choice = <const Option extends string>(
  options: readonly Option[],
  fallback: NoInfer<Option>,
  description: string,
): Setting<Option> => ({
  schema: Type.Enum([...options]),
  fallback,
  description,
  fromText: asText,
  toValue: (written) => written as Option,
})

/** A whole number from `minimum` to `maximum`. */
export const whole = (
  fallback: number,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
  description: string,
): Setting<number> => ({
  schema: Type.Integer({ minimum, maximum }),
  fallback,
  description,
  fromText: asNumber,
  toValue: Number,
})

/** Written as an ISO 8601 duration, given as milliseconds. */
export const duration = (fallback: string, description: string): Setting<number> => ({
  schema: Type.String({ pattern: durationPattern, examples: [fallback] }),
  fallback,
  description,
  fromText: asText,
  toValue: (written) => parseDuration(String(written)) ?? Number.NaN,
})

/** Written as 256MiB, given as bytes. */
export const size = (fallback: string, description: string): Setting<number> => ({
  schema: Type.String({ pattern: sizePattern.source, examples: [fallback] }),
  fallback,
  description,
  fromText: asText,
  toValue: (written) => {
    const [, count, unit] = sizePattern.exec(String(written)) ?? []
    return Number(count) * (SIZE_UNITS[unit ?? ''] ?? Number.NaN)
  },
})

/**
 * A file's path. A relative one starts at the settings file, or at the working folder
 * if it comes from the environment.
 */
export const path = (description: string): Setting<string | null> => ({
  ...optionalText(description),
  toValue: (written, { folder }) =>
    orNull((file) => (isAbsolute(file) ? file : resolve(folder, file)))(written),
  isPath: true,
})

/**
 * A part of the file that is checked by a function of its own and left as it is. No
 * environment variable can hold it.
 */
export const section = <T extends object>(
  check: NonNullable<Setting<T>['check']>,
  description: string,
): Setting<T | null> => ({
  schema: Type.Unknown(),
  fallback: null,
  description,
  fromText: null,
  toValue: (written) => written as T | null,
  check,
})

function orNull<T>(read: (text: string) => T): (written: unknown) => T | null {
  return (written) => (typeof written === 'string' ? read(written) : null)
}
