import { execFileSync } from 'node:child_process'

import { program } from '../program.ts'
import { startChild, type Child } from './child.ts'

const tokenKey = 'a secret for integration tests only'

/** A `waywarden run` process started by a test. */
export type LiveProcess = Child & {
  /** Address of its health checks and metrics. */
  readonly address: string
  /** Lines of the log, parsed from JSON. */
  lines(): Record<string, unknown>[]
  /** Log lines with this message. */
  logged(msg: string): Record<string, unknown>[]
  get(path: string): Promise<{ readonly status: number; readonly body: string }>
  metrics(): Promise<Metrics>
  readonly isReady: () => Promise<boolean>
}

/** Runs another command of the program to its end, with the same token key. Returns its standard output. */
export function runWaywarden(...args: readonly string[]): string {
  const env = { ...process.env, WAYWARDEN_TOKEN_KEY: tokenKey }
  return execFileSync(program, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Sums the samples of one metric that have these labels. */
export type Metrics = (name: string, labels?: Readonly<Record<string, string>>) => number

export type LiveProcessOptions = {
  /** Absent if `env` alone has the settings. */
  readonly configFile?: string
  readonly env?: Readonly<Record<string, string>>
  readonly logFile: string
  readonly cwd: string
  readonly defer: (cleanup: () => Promise<void>) => void
}

/** Starts `waywarden run` and waits until it listens. It is killed when the test ends. */
export async function startLiveProcess(options: LiveProcessOptions): Promise<LiveProcess> {
  const { configFile, env = {}, logFile, cwd, defer } = options
  const child = await startChild({
    command: program,
    args: ['run', ...(configFile === undefined ? [] : ['--config', configFile])],
    cwd,
    // With NODE_ENV=test kafkajs would wait less between retries than in production.
    env: { WAYWARDEN_TOKEN_KEY: tokenKey, NODE_ENV: 'production', ...env },
    logFile,
    isReady: (log) => log.includes('"msg":"listening"'),
  })
  defer(async () => (child.hasEnded() ? undefined : child.end('SIGKILL')))
  const lines = () => linesOf(child.log())
  const address = String(lines().find(({ msg }) => msg === 'listening')?.['address'])
  const get = async (path: string) => {
    const response = await fetch(`${address}${path}`)
    return { status: response.status, body: await response.text() }
  }
  return {
    ...child,
    address,
    lines,
    logged: (text) => lines().filter(({ msg }) => msg === text),
    get,
    metrics: async () => readMetrics((await get('/metrics')).body),
    isReady: async () => (await get('/readyz')).status === 200,
  }
}

function linesOf(log: string): Record<string, unknown>[] {
  const whole = log.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'))
  return whole.map((line) => JSON.parse(line) as Record<string, unknown>)
}

function readMetrics(text: string): Metrics {
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return (name, labels = {}) =>
    samples
      .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      .filter((line) => Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`)))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}
