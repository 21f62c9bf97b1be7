import { fstatSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

import { refuse } from '../contract/errors.ts'

const STANDARD_INPUT = 0
const STANDARD_OUTPUT = 1

/**
 * Throws `usage_invalid`, with every case, if an output is a file that is also read or
 * is another output, by whatever name. Call it first, because opening such a file would
 * destroy its content. Also throws if standard input is to be read twice: the second
 * reader would find nothing. `outputs` are paths by the option that names each.
 */
export const keepApart = (
  inputs: readonly (string | undefined)[],
  outputs: Readonly<Record<string, string | undefined>> = {},
): void => {
  const uses = new Map<string, string>()
  for (const path of inputs) {
    const file = fileOf(path, STANDARD_INPUT)
    if (file !== null) uses.set(file, 'is also read')
  }
  const faults: string[] = []
  if (inputs.filter((path) => path === '-').length > 1)
    faults.push('Standard input (-) is named more than once, and can be read only once')
  for (const [option, path] of Object.entries(outputs)) {
    const file = fileOf(path, STANDARD_OUTPUT)
    if (file === null) continue
    const use = uses.get(file)
    if (use !== undefined) faults.push(`${option} ${path} ${use}; give it its own file`)
    uses.set(file, `is also used by ${option}`)
  }
  refuse(faults)
}

/**
 * Identifies a file by whatever name it is reached; null if writing to it destroys nothing, as for /dev/null.
 */
export const fileOf = (path: string | undefined, standard = STANDARD_INPUT): string | null => {
  if (path === undefined) return null
  const stats = path === '-' ? fstatSync(standard, { bigint: true }) : statOf(path)
  if (stats?.isFile() === true) return `${stats.dev}/${stats.ino}`
  if (path === '-') return standard === STANDARD_OUTPUT ? path : null
  return stats === undefined ? placeOf(resolve(path)) : null
}

/** The real path of a file that does not exist yet. */
const placeOf = (path: string): string => {
  const folder = dirname(path)
  return statOf(folder) === undefined ? path : join(realpathSync(folder), basename(path))
}

const statOf = (path: string) => {
  try {
    return statSync(path, { bigint: true })
  } catch {
    return undefined // missing, or not accessible: opening it will tell
  }
}
