import { dirname, resolve } from 'node:path'

import { type TSchema, Type } from 'typebox'
import { Pointer } from 'typebox/value'

import { nearest } from '../contract/nearest.ts'
import { findShapeFaults, type ShapeFault } from '../contract/shape-faults.ts'
import { readText } from './read-file.ts'
import type { Origin } from './setting.ts'
import { settingEntries, type SettingName, variableOf } from './settings-table.ts'
import { parseYaml } from './yaml-source.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What one source says: values as written, and what is wrong with it. */
export type SettingsSource = {
  readonly written: ReadonlyMap<SettingName, unknown>
  readonly origin: Origin
  readonly faults: readonly string[]
  /** Settings whose value is at fault: nothing may be concluded from them. */
  readonly faulty: ReadonlySet<SettingName>
  /** Where a setting is written: a place in the file, or a variable. */
  readonly placeOf: (name: SettingName) => string
}

const schema = nest(
  settingEntries
    .filter(([, setting]) => setting.isEnvironmentOnly !== true)
    .map(([name, setting]) => ({ steps: name.split('.'), schema: setting.schema })),
)

/** The settings of a YAML file. */
export function readSettingsFile(file: string): SettingsSource {
  const origin = { folder: dirname(resolve(file)) }
  const faults: string[] = []
  const text = readText(file, (fault) => void faults.push(fault))
  if (text === null) return { ...unreadable(file, origin), faults }
  const yaml = parseYaml(text, file)
  if (!yaml.isReadable) return { ...unreadable(file, origin), faults: yaml.faults }
  const shapeFaults = [...findShapeFaults(schema, yaml.value), ...findSectionFaults(yaml.value)]
  const faulty = new Set(
    settingEntries.map(([name]) => name).filter((name) => shapeFaults.some(touches(name))),
  )
  const found = settingEntries.map(([name]) => [name, valueIn(yaml.value, name)] as const)
  const written = new Map(found.filter(([name, value]) => value !== undefined && !faulty.has(name)))
  return {
    written,
    origin,
    faults: [...yaml.faults, ...yaml.describe(shapeFaults)],
    faulty,
    placeOf: (name) => yaml.placeOf(name.split('.')),
  }
}

const unreadable = (file: string, origin: Origin) => ({
  written: new Map<SettingName, unknown>(),
  origin,
  faulty: new Set<SettingName>(),
  placeOf: () => file,
})

/** What a file holds for a setting; undefined if nothing. */
const valueIn = (file: unknown, name: SettingName): unknown =>
  Pointer.Get(file, `/${name.replaceAll('.', '/')}`)

const findSectionFaults = (value: unknown): readonly ShapeFault[] =>
  settingEntries.flatMap(([name, { check }]) => {
    const written = valueIn(value, name)
    if (check === undefined || written === undefined) return []
    return check(written).map(({ pointer, rule }): ShapeFault => ({
      path: [...name.split('.'), ...Pointer.Indices(pointer)],
      at: 'value',
      message: rule,
    }))
  })

/**
 * The settings of the environment. An empty variable is unset; a WAYWARDEN_ name that
 * is no setting is a fault.
 */
export function readEnvironment(all: Environment): SettingsSource {
  const environment = withoutServiceLinks(all)
  const written = new Map<SettingName, unknown>()
  const faults = findUnknownVariables(environment)
  const faulty = new Set<SettingName>()
  for (const [name, setting] of settingEntries) {
    const variable = variableOf(name)
    const text = environment[variable]
    if (text === undefined || text === '' || setting.fromText === null) continue
    const value = setting.fromText(text)
    const wrong = findShapeFaults(setting.schema, value).map(({ message }) => `${variable} ${message}`)
    faults.push(...wrong)
    if (wrong.length > 0) faulty.add(name)
    else written.set(name, value)
  }
  return { written, origin: { folder: process.cwd() }, faults, faulty, placeOf: variableOf }
}

function findUnknownVariables(environment: Environment): string[] {
  const inFileOnly = new Map<string, SettingName>()
  const known: string[] = []
  for (const [name, { fromText }] of settingEntries)
    if (fromText === null) inFileOnly.set(variableOf(name), name)
    else known.push(variableOf(name))
  return Object.keys(environment)
    .filter((variable) => variable.startsWith('WAYWARDEN_') && !known.includes(variable))
    .map((variable) => {
      const name = inFileOnly.get(variable)
      if (name !== undefined) return `${variable} is not read: ${name} can only be set in the settings file`
      const meant = nearestVariable(variable, known)
      return `${variable} is not a setting${meant === null ? '' : `; did you mean ${meant}?`}`
    })
}

/** As `nearest`, but the words that a whole section shares, such as WAYWARDEN_KAFKA_, make no name near. */
function nearestVariable(variable: string, known: readonly string[]): string | null {
  const starts = Array.from(variable.matchAll(/_/g), ({ index }) => variable.slice(0, index + 1))
  const section = starts.findLast((start) => known.some((name) => name.startsWith(start))) ?? ''
  const ends = known.filter((name) => name.startsWith(section)).map((name) => name.slice(section.length))
  const meant = nearest(variable.slice(section.length), ends)
  return meant === null ? null : `${section}${meant}`
}

/**
 * Drops what Kubernetes sets in every pod for services whose names begin with ours. For a service called
 * waywarden-http, one of the variables has the name of a setting (WAYWARDEN_HTTP_PORT).
 */
const withoutServiceLinks = (all: Environment): Environment =>
  Object.fromEntries(Object.entries(all).filter(([name, value]) => !isServiceLink(name, value)))

const isServiceLink = (name: string, value = ''): boolean =>
  /_SERVICE_HOST$|_SERVICE_PORT(_[A-Z0-9_]+)?$|_PORT_\d+_(TCP|UDP)(_[A-Z]+)?$/.test(name) ||
  (name.endsWith('_PORT') && /^(tcp|udp):\/\//.test(value))

const touches =
  (name: string) =>
  ({ path }: ShapeFault): boolean => {
    const where = path.join('.')
    return `${name}.`.startsWith(`${where}.`) || where.startsWith(`${name}.`)
  }

type Leaf = { readonly steps: readonly string[]; readonly schema: TSchema }

// Turns dotted names into closed objects within each other.
function nest(leaves: readonly Leaf[]): TSchema {
  const heads = [...new Set(leaves.map(({ steps }) => steps[0] ?? ''))]
  const properties = heads.map((head) => {
    const below = leaves.filter(({ steps }) => steps[0] === head)
    const leaf = below.find(({ steps }) => steps.length === 1)
    const inner = leaf?.schema ?? nest(below.map(({ steps, schema }) => ({ steps: steps.slice(1), schema })))
    return [head, Type.Optional(inner)] as const
  })
  return Type.Object(Object.fromEntries(properties), { additionalProperties: false })
}
