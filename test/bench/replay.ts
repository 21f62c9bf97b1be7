import { openSync, closeSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { makeDirectory } from '../integration/service.ts'
import { runScript } from './child.ts'
import { benchEvents } from './events.ts'
import { median, perSecond, ratio, type Row } from './measure.ts'

type Pace = { readonly events: number; readonly seconds: number; readonly cpuSeconds: number }

const LINES_AT_ONCE = 2_000

/** (c) What `waywarden replay` makes of a file, over reading and parsing it. */
export async function measureReplay({ events, pairs }: { events: number; pairs: number }): Promise<Row[]> {
  const file = join(makeDirectory('bench'), 'events.ndjson')
  writeEvents(file, events)
  const bare: Pace[] = []
  const scored: Pace[] = []
  for (let pair = 0; pair < pairs; pair++) {
    bare.push(await runScript<Pace>('replay-script.ts', ['bare', file]))
    scored.push(await runScript<Pace>('replay-script.ts', ['scored', file]))
  }
  const rates = (paces: readonly Pace[]) => median(paces.map((pace) => pace.events / pace.seconds))
  const ratios = (cost: (pace: Pace) => number) =>
    median(scored.map((pace, at) => cost(bare[at] ?? pace) / cost(pace)))
  const cpu = (paces: readonly Pace[]) => median(paces.map((pace) => (pace.cpuSeconds / pace.events) * 1e6))
  return [
    { what: 'read and JSON.parse', figure: perSecond(rates(bare)) },
    { what: 'waywarden replay', figure: perSecond(rates(scored)) },
    { what: 'replay over bare, wall time', figure: ratio(ratios((pace) => pace.seconds)), target: '>= 0.5' },
    {
      what: 'replay over bare, processor time',
      figure: `${ratio(ratios((pace) => pace.cpuSeconds))} (${cpu(bare).toFixed(1)} against ${cpu(scored).toFixed(1)} µs an event)`,
    },
  ]
}

function writeEvents(file: string, count: number): void {
  const fd = openSync(file, 'w')
  let lines: string[] = []
  for (const { value } of benchEvents({ count, accounts: 20_000, fromMs: Date.UTC(2026, 2, 2) })) {
    lines.push(value)
    if (lines.length < LINES_AT_ONCE) continue
    writeSync(fd, `${lines.join('\n')}\n`)
    lines = []
  }
  if (lines.length > 0) writeSync(fd, `${lines.join('\n')}\n`)
  closeSync(fd)
}
