import { InvalidArgumentError, Option, type Command } from 'commander'
import { eventLine } from '../simulate/output/event-line.ts'
import { openLineFile } from '../transport/line-file.ts'
import { defaultOptions, type SimulateOptions } from '../simulate/options.ts'
import { describeAll } from '../simulate/describe.ts'
import { simulateInSteps } from '../simulate/simulate.ts'

type Flags = Omit<SimulateOptions, 'accounts' | 'days' | 'thefts' | 'ramp'> & {
  readonly accounts?: number
  readonly days?: number
  readonly thefts?: string[]
  readonly ramp?: number
  readonly out: string
  readonly labels?: string
  readonly list?: true
}

/** `waywarden simulate`: an express company's audit log with known thefts in it, made from a seed. */
export function registerSimulate(program: Command): void {
  const known = (flag: string, text: string) =>
    new Option(`${flag} <known|absent>`, text).choices(['known', 'absent']).default('known')
  program
    .command('simulate')
    .description(
      'write the audit log of a simulated express company, and labels that say what is theft in it',
    )
    .option('-l, --list', 'name and describe scenarios, thefts and oddities, and stop')
    .option('--scenario <name>', 'which company and what happens in it', defaultOptions.scenario)
    .option('--seed <number>', 'same seed, same log', wholeNumber, defaultOptions.seed)
    .option('--out <file>', 'events as NDJSON; - is standard output, .gz compresses', '-')
    .option('--labels <file>', 'labels as NDJSON')
    .option('--accounts <number>', 'size of the company (default: as the scenario)', positiveNumber)
    .option('--days <number>', 'length (default: as the scenario)', positiveNumber)
    .option(
      '--strength <factor>',
      'makes every theft stronger or weaker',
      share(100),
      defaultOptions.strength,
    )
    .option('--ramp <share>', 'growth a day in the scenario slow-ramp (default: 0.05, 0.1 and 0.2)', share(1))
    .option('--thefts <names...>', 'only these kinds of theft (default: as the scenario)')
    .addOption(known('--outlet-ids', 'whether the log says which outlets a waybill passes'))
    .addOption(known('--roles', 'whether the log says roles'))
    .addOption(known('--devices', 'whether the log says device, session and agent'))
    .addOption(known('--addresses', 'whether the log says source addresses'))
    .option('--late <share>', 'events that arrive minutes to hours late', share(1), defaultOptions.late)
    .option('--duplicates <share>', 'events that arrive twice', share(1), defaultOptions.duplicates)
    .option('--garbage <share>', 'lines that are no events, per event', share(1), defaultOptions.garbage)
    .action(async (flags: Flags) => {
      if (flags.list === true) process.stdout.write(describeAll())
      else await writeFiles(toOptions(flags), flags)
    })
}

async function writeFiles(options: SimulateOptions, { out, labels }: Flags): Promise<void> {
  const events = openLineFile(out)
  const truth = labels === undefined ? null : openLineFile(labels)
  const steps = simulateInSteps(options, {
    event: (event) => events.write(eventLine(event)),
    garbage: (line) => events.write(line),
    label: (label) => truth?.write(JSON.stringify(label)),
  })
  while (steps.next().done !== true) {
    const isRead = await events.settle()
    await truth?.settle()
    if (!isRead) break
  }
  await events.close()
  await truth?.close()
}

function toOptions({ accounts, days, thefts, ramp, ...flags }: Flags): SimulateOptions {
  return {
    ...flags,
    accounts: accounts ?? null,
    days: days ?? null,
    thefts: thefts ?? null,
    ramp: ramp ?? null,
  }
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('Give a whole number from 0 on.')
  return value
}

function positiveNumber(text: string): number {
  const value = wholeNumber(text)
  if (value === 0) throw new InvalidArgumentError('Give a whole number from 1 on.')
  return value
}

const share =
  (limit: number) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= 0 && value <= limit))
      throw new InvalidArgumentError(`Give a number from 0 to ${limit}.`)
    return value
  }
