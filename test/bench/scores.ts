// npm run scores [-- SEEDS]: the detection tables of test/bench/README.md, each under its command, on standard output.
import { spawn, type ChildProcess } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { text } from 'node:stream/consumers'

import { project } from './built.ts'

const seeds = process.argv[2] ?? '1..5'

/** What the README shows, in its order. */
const sets = [
  ['--simulate', 'company', '--against', 'all'],
  ['--simulate', 'company', '--outlet-ids', 'absent'],
  ['--simulate', 'company', '--roles', 'absent'],
  ['--simulate', 'company', '--tactics', 'tickets'],
  ['--simulate', 'company', '--tactics', 'neighbour'],
  ['--simulate', 'company', '--strength', '0.5'],
  ['--simulate', 'company', '--strength', '0.25'],
  ['--simulate', 'promotion'],
  ['--simulate', 'honest'],
  ['--simulate', 'slow-ramp', '--per-theft'],
]

/** What the command prints; its progress goes to standard error. */
const run = async (command: string, args: readonly string[]): Promise<string> => {
  const child = spawn(command, args, { cwd: project, stdio: ['ignore', 'pipe', 'inherit'] })
  const [printed, status] = await Promise.all([text(child.stdout), ended(child)])
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`)
  return printed
}

const ended = async (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('close', resolve))

/** Each set takes a core for minutes: as many at once as there are cores. */
const atOnce = async (tasks: readonly (() => Promise<void>)[], workers: number): Promise<void> => {
  const waiting = [...tasks]
  const work = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task()
  }
  await Promise.all(Array.from({ length: workers }, work))
}

await run('npm', ['run', '--silent', 'build'])
const tables = new Map<string, string>()
const tasks = sets.map((set) => async () => {
  const form = set.includes('--per-theft') ? [] : ['--markdown']
  const args = ['evaluate', ...set, '--seeds', seeds, ...form]
  tables.set(
    set.join(' '),
    `\nnpx waywarden ${args.join(' ')}\n\n${await run('node', ['dist/src/cli.js', ...args])}`,
  )
})
await atOnce(tasks, availableParallelism())
for (const set of sets) process.stdout.write(tables.get(set.join(' ')) ?? '')
