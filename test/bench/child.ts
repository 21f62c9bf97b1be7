import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { nodeFlags } from './built.ts'

/**
 * Runs a script of this folder in its own process, so that no measurement inherits heap or compiled code from
 * another. The last line it prints is its result as JSON. `onLine` gets every line as it comes.
 */
export async function runScript<T>(
  script: string,
  args: readonly (string | number)[],
  onLine: (line: string) => void = () => undefined,
): Promise<T> {
  const child = spawn(
    process.execPath,
    [...nodeFlags, '--import', 'tsx', join(import.meta.dirname, script), ...args.map(String)],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_ENV: 'production' } },
  )
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4_000)))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  let last = ''
  for await (const line of createInterface({ input: child.stdout })) {
    last = line
    onLine(line)
  }
  const code = await ended
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${errors}`)
  return JSON.parse(last) as T
}

/** Prints a script's result as its last line. */
export const answer = (result: unknown): void => void process.stdout.write(`${JSON.stringify(result)}\n`)
