import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export const project = join(import.meta.dirname, '../..')

/**
 * A module of the program as it is installed: what tsx makes of the sources gives every inner function its name anew, and is
 * slower for it. `as` because dist has no types; those of the sources are its types.
 */
export const built = async <T>(path: string): Promise<T> =>
  (await import(pathToFileURL(join(project, 'dist', path)).href)) as T
