import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export const project = join(import.meta.dirname, '../..')

/** What the program's first line gives Node: scripts that run its modules without it must do the same. */
export const nodeFlags = (readFileSync(join(project, 'src/cli.ts'), 'utf8').split('\n', 1)[0] ?? '')
  .split(' ')
  .slice(3)

/**
 * A module of the program as it is installed: what tsx makes of the sources gives every inner function its name anew, and is
 * slower for it. `as` because dist has no types; those of the sources are its types.
 */
export const built = async <T>(path: string): Promise<T> =>
  (await import(pathToFileURL(join(project, 'dist', path)).href)) as T
