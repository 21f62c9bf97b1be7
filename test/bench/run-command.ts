import { spawnSync } from 'node:child_process'

import { project } from './built.ts'

/** Runs a command in the project, with this process' own standard output and error. Throws where it fails. */
const run = (command: string, args: readonly string[]): void => {
  const { status, error } = spawnSync(command, args, { cwd: project, stdio: 'inherit' })
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${status}`, { cause: error ?? null })
}

/** Of the sources as they are now. */
export const build = (): void => run('npm', ['run', '--silent', 'build'])

export const waywarden = (args: readonly string[]): void => run('node', ['dist/src/cli.js', ...args])
