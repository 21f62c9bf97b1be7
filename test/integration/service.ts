import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type Child } from './child.ts'
import { theGuard } from './guard.ts'

/** A server that a test may break. Address and data stay the same until `close`. */
export type Service = {
  /** Holds its settings, data and logs; empty for a container. */
  readonly directory: string
  /** The pid of the current process. */
  pid(): number
  /** Starts the server again on the same data, after `stop` or `kill`. */
  start(): Promise<void>
  /** Sends SIGTERM: the server can shut down cleanly. */
  stop(): Promise<void>
  /** Sends SIGKILL: the server cannot. */
  kill(): Promise<void>
  /** Sends SIGSTOP: connections stay open, but the server does not answer. */
  pause(): void
  resume(): void
  /** `stop`, then `start`. */
  restart(): Promise<void>
  /** Kills the server and removes its data. */
  close(): Promise<void>
  /** Its output since it was last started. */
  log(): string
}

/** Creates a temporary directory. It is removed when this process ends, or earlier by `rmSync`. */
export function makeDirectory(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), `waywarden-${name}-`))
  theGuard().remove(directory)
  return directory
}

/** Starts a program for the first time and returns the controls over it. */
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
