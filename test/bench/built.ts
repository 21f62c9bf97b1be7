import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export const project = join(import.meta.dirname, '../..')

/** Node flags from the program's first line. Scripts that run its modules directly need the same. */
export const nodeFlags = (readFileSync(join(project, 'src/cli.ts'), 'utf8').split('\n', 1)[0] ?? '')
  .split(' ')
  .slice(3)

/**
 * Imports a module of the built program. Modules compiled by tsx are slower, because tsx names every inner
 * function anew. `as`: dist has no types, so those of the sources are used.
 */
export const built = async <T>(path: string): Promise<T> =>
  (await import(pathToFileURL(join(project, 'dist', path)).href)) as T
