import { lstatSync } from 'node:fs'
import { resolve } from 'node:path'

import { WaywardenError } from '../contract/errors.ts'
import type { Tunable } from '../contract/policy.ts'
import { findPolicyFaults } from './policy-file.ts'
import { readPem } from './read-pem.ts'
import { arrangeSettings, type Settings } from './settings-form.ts'
import { findBrokenRules } from './settings-rules.ts'
import {
  type Environment,
  readEnvironment,
  readSettingsFile,
  type SettingsSource,
} from './settings-sources.ts'
import { settingEntries, type SettingName, type SettingValues } from './settings-table.ts'
import { readTokenKeys } from './token-keys.ts'

/** Used if no file is named and this one exists. */
export const DEFAULT_SETTINGS_FILE = 'waywarden.yaml'

export type LoadOptions = {
  /**
   * null: `waywarden.yaml` of the working folder if there is one, else the environment and defaults alone.
   */
  readonly file: string | null
  readonly environment?: Environment
  /**
   * Used if no token key is set. Its tokens protect nobody, so it is only for replays
   * whose alerts stay where they are.
   */
  readonly fallbackTokenKey?: string
  /**
   * Kafka and Redis are not used: settings that only connections to them need, such as
   * certificates, may be missing.
   */
  readonly isOffline?: boolean
  /**
   * The policy that is going to be read. If the settings have faults, those of its file are listed with them.
   */
  readonly policy?: {
    /** Policy file to use instead of that of the settings; null: use that one. */
    readonly file: string | null
    readonly detectors: readonly Tunable[]
  }
}

/**
 * Settings: the environment beats the YAML file, the file beats the defaults. Read
 * once, deeply frozen. This is the only reader of `process.env`. Throws one
 * `WaywardenError` that lists every fault; no message repeats a value.
 */
export function loadSettings(options: LoadOptions): Settings {
  const { file, environment = process.env, fallbackTokenKey, isOffline = false, policy } = options
  const chosen = file ?? (isThere(DEFAULT_SETTINGS_FILE) ? DEFAULT_SETTINGS_FILE : null)
  const variables = readEnvironment(environment)
  const sources = [variables, ...(chosen === null ? [] : [readSettingsFile(chosen)])]
  const written = valuesOf(sources)
  const values = { ...written, policy: policy?.file ?? written.policy }
  const faulty = new Set(sources.flatMap((source) => [...source.faulty]))
  const faults = [
    ...sources.flatMap((source) => source.faults),
    ...findBrokenRules(values, faulty)
      .filter(({ settings }) => !isOffline || !settings.every(isOfConnection))
      .map(describeRule(sources)),
  ]
  const report = (fault: string) => void faults.push(fault)

  const keys = readTokenKeys(values, {
    faulty,
    report,
    nameOf: (name) => (variables.written.has(name) ? variables.placeOf(name) : name),
    fallback: fallbackTokenKey ?? null,
  })
  const read = {
    settingsFile: chosen === null ? null : resolve(chosen),
    files: filesOf(chosen, values),
  }
  const settings = arrangeSettings(values, keys, read, (path, what) =>
    path === null || isOffline ? null : readPem(path, what, report),
  )
  if (faults.length === 0) return deepFreeze(settings)
  if (policy !== undefined) faults.push(...findPolicyFaults(values.policy, policy.detectors))
  throw new WaywardenError('settings_invalid', faults.join('\n'), { cause: faults })
}

/** A link that leads nowhere is there too: its settings are missing, and the defaults would not be meant. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

const isOfConnection = (name: SettingName): boolean => /^(kafka|redis)\./.test(name)

const filesOf = (chosen: string | null, values: SettingValues): readonly string[] => {
  const named = settingEntries.filter(([, { isPath }]) => isPath === true).map(([name]) => values[name])
  return [chosen, ...named].filter((path) => typeof path === 'string')
}

/** A rule may be about several settings: its place is that of the first one that is written. */
const describeRule =
  (sources: readonly SettingsSource[]) =>
  ({ settings, message }: ReturnType<typeof findBrokenRules>[number]): string => {
    for (const name of settings) {
      const source = sources.find(({ written }) => written.has(name))
      if (source !== undefined) return `${source.placeOf(name)}: ${message}`
    }
    return message
  }

function valuesOf(sources: readonly SettingsSource[]): SettingValues {
  const entries = settingEntries.map(([name, setting]) => {
    const source = sources.find(({ written }) => written.has(name))
    const written = source?.written.get(name) ?? setting.fallback
    return [name, setting.toValue(written, source?.origin ?? { folder: process.cwd() })] as const
  })
  // The table gives each entry its type, which Object.fromEntries loses.
  return Object.fromEntries<unknown>(entries) as Record<SettingName, unknown> as SettingValues
}

// Bytes cannot be frozen; nobody writes to a key.
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
