import { openSync, closeSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { makeDirectory } from '../integration/service.ts'
import { runScript } from './child.ts'
import { benchEvents } from './events.ts'
import { perSecond, ratio, sideBySide, type Pace, type Row } from './measure.ts'

const LINES_AT_ONCE = 2_000

/** (c) Throughput of `waywarden replay` on a file, relative to reading and parsing it. */
export async function measureReplay({ events, pairs }: { events: number; pairs: number }): Promise<Row[]> {
  const file = join(makeDirectory('bench'), 'events.ndjson')
  writeEvents(file, events)
  const bare: Pace[] = []
  const scored: Pace[] = []
  for (let pair = 0; pair < pairs; pair++) {
    bare.push(await runScript<Pace>('replay-script.ts', ['bare', file]))
    scored.push(await runScript<Pace>('replay-script.ts', ['scored', file]))
  }
  const held = sideBySide(bare, scored)
  return [
    { what: 'read and JSON.parse', figure: perSecond(held.bare.rate) },
    { what: 'waywarden replay', figure: perSecond(held.full.rate) },
    { what: 'replay over bare, wall time', figure: ratio(held.wallShare), target: '>= 0.5' },
    {
      what: 'replay over bare, processor time',
      figure: `${ratio(held.cpuShare)} (${held.bare.cpu.toFixed(1)} against ${held.full.cpu.toFixed(1)} µs an event)`,
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
