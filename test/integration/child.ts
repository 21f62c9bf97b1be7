import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

import { theGuard } from './guard.ts'

const startLimitMs = 120_000
const stopLimitMs = 60_000
const pollMs = 25

/** A program that we started, controlled by its pid only. It never outlives this process. */
export type Child = {
  readonly pid: number
  hasEnded(): boolean
  /** Waits for the end and returns the exit code; null if a signal ended it. */
  exit(): Promise<number | null>
  signal(name: NodeJS.Signals): void
  /** Sends the signal and waits for the end. */
  end(name: 'SIGTERM' | 'SIGKILL'): Promise<void>
  log(): string
}

export type ChildOptions = {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  /** Added to the variables of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** Standard output and error are appended here. */
  readonly logFile: string
  /** Polled until it returns true. `log` is what this start has written so far. */
  readonly isReady: (log: string) => boolean
}

/** Starts a program and waits until it is ready. If it does not get ready, throws with the end of its log. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { command, args, cwd, env = {}, logFile, isReady } = options
  const skip = sizeOf(logFile)
  const log = () => readFileSync(logFile).subarray(skip).toString('utf8')
  const fd = openSync(logFile, 'a')
  const running = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', fd, fd] })
  closeSync(fd)
  const child = await control(running, command, log)

  const deadline = Date.now() + startLimitMs
  while (!isReady(log())) {
    if (child.hasEnded()) throw notReady(`${command} ended before it was ready`, log())
    if (Date.now() > deadline) {
      await child.end('SIGKILL')
      throw notReady(`${command} was not ready within ${startLimitMs / 1000} s`, log())
    }
    await delay(pollMs)
  }
  return child
}

async function control(running: ChildProcess, command: string, log: () => string): Promise<Child> {
  const ended = new Promise<void>((resolve) => {
    running.once('exit', () => resolve())
  })
  const pid = await new Promise<number>((resolve, reject) => {
    running.once('error', (cause) => reject(new Error(`${command} cannot be started`, { cause })))
    running.once('spawn', () => resolve(running.pid ?? 0))
  })
  theGuard().watch(pid)
  void ended.then(() => theGuard().forget(pid))
  const hasEnded = () => running.exitCode !== null || running.signalCode !== null
  return {
    pid,
    hasEnded,
    exit: async () => {
      await ended
      return running.exitCode
    },
    signal: (name) => void (hasEnded() || running.kill(name)),
    end: (name) => end(running, ended, name),
    log,
  }
}

async function end(running: ChildProcess, ended: Promise<void>, name: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  running.kill(name)
  running.kill('SIGCONT') // a process that SIGSTOP has stopped takes no SIGTERM
  const tooLate = new AbortController()
  const late = await Promise.race([
    ended.then(() => false),
    delay(stopLimitMs, true, { signal: tooLate.signal }),
  ])
  tooLate.abort()
  if (!late) return
  running.kill('SIGKILL')
  throw new Error(`${running.spawnfile} did not end within ${stopLimitMs / 1000} s of ${name}`)
}

function notReady(what: string, log: string): Error {
  return new Error(`${what}; the end of its log:\n${log.split('\n').slice(-40).join('\n')}`)
}

function sizeOf(file: string): number {
  const fd = openSync(file, 'a+')
  const size = readFileSync(fd).length
  closeSync(fd)
  return size
}
