import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type Child } from './child.ts'
import { theGuard } from './guard.ts'

/** A server that a test may break. Its address and its data stay the same until `close`. */
export type Service = {
  /** Where its settings, data and logs are; empty in a container. */
  readonly directory: string
  /** The process that runs now. */
  pid(): number
  /** Starts it again on the same data, after `stop` or `kill`. */
  start(): Promise<void>
  /** SIGTERM: it may tidy up. */
  stop(): Promise<void>
  /** SIGKILL: it may not. */
  kill(): Promise<void>
  /** SIGSTOP: it is there but does not answer. */
  pause(): void
  resume(): void
  /** `stop`, then `start`. */
  restart(): Promise<void>
  /** Ends it and removes its data. */
  close(): Promise<void>
  /** What it has written since it was last started. */
  log(): string
}

/** A directory of our own under the system's; it is removed when this process ends, or by `rmSync` before. */
export function makeDirectory(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), `waywarden-${name}-`))
  theGuard().remove(directory)
  return directory
}

/** Starts a program for the first time and gives the controls over it. */
export async function startService(directory: string, launch: () => Promise<Child>): Promise<Service> {
  let child = await launch()
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (!child.hasEnded()) await child.end(signal)
  }
  const start = async () => {
    if (!child.hasEnded()) throw new Error(`already running as ${child.pid}`)
    child = await launch()
  }
  return {
    directory,
    pid: () => child.pid,
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    pause: () => child.signal('SIGSTOP'),
    resume: () => child.signal('SIGCONT'),
    async restart() {
      await end('SIGTERM')
      await start()
    },
    async close() {
      await end('SIGKILL')
      rmSync(directory, { recursive: true, force: true })
    },
    log: () => child.log(),
  }
}
