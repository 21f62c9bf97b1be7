import { keepApart } from '../transport/keep-apart.ts'
import { openLineFile } from '../transport/line-file.ts'
import { checkOptions } from './check-options.ts'
import type { SimulateOptions } from './options.ts'
import { eventLine } from './output/event-line.ts'
import { simulateInSteps } from './simulate.ts'

/** Paths of the outputs; `-` is standard output. Without `labels` no labels are written. */
export type LogFiles = { readonly out: string; readonly labels?: string }

/** Writes the log of a whole simulation, and its labels if asked for. */
export async function writeLog(options: SimulateOptions, { out, labels }: LogFiles): Promise<void> {
  checkOptions(options) // before opening a file, which makes it
  keepApart([], { '--out': out, '--labels': labels })
  const events = openLineFile(out)
  const truth = labels === undefined ? null : openLineFile(labels)
  const steps = simulateInSteps(options, {
    event: (event) => events.write(eventLine(event)),
    garbage: (line) => events.write(line),
    label: (label) => truth?.write(JSON.stringify(label)),
  })
  for (const _ of steps) {
    await events.settle()
    await truth?.settle()
  }
  await events.close()
  await truth?.close()
}
