import { spawnSync } from 'node:child_process'

import { project } from './built.ts'

/** Runs a command in the project folder with this process's standard output and error. Throws if it fails. */
const run = (command: string, args: readonly string[]): void => {
  const { status, error } = spawnSync(command, args, { cwd: project, stdio: 'inherit' })
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${status}`, { cause: error ?? null })
}

/** Builds the program from the current sources. */
export const build = (): void => run('npm', ['run', '--silent', 'build'])

export const waywarden = (args: readonly string[]): void => run('node', ['dist/src/cli.js', ...args])
