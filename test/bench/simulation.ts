import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { median } from 'simple-statistics'

import { makeDirectory } from '../integration/service.ts'
import { perSecond, type Row } from './measure.ts'
import { waywarden } from './run-command.ts'

/** (g) Events a second that `waywarden simulate` writes of a week of the company, the start of the process included. */
export const measureSimulation = ({ pairs }: { readonly pairs: number }): Row[] => {
  const file = join(makeDirectory('bench'), 'events.ndjson')
  const rates = Array.from({ length: pairs }, (_, at) => {
    const begun = performance.now()
    waywarden(['simulate', '--days', '7', '--seed', String(at + 1), '--out', file])
    const seconds = (performance.now() - begun) / 1_000
    return linesIn(file) / seconds
  })
  return [{ what: 'waywarden simulate', figure: perSecond(median(rates)), target: '>= 200,000/s' }]
}

const linesIn = (file: string): number => {
  const bytes = readFileSync(file)
  let lines = 0
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines++
  return lines
}
