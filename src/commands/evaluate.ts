import { writeFileSync } from 'node:fs'

import { InvalidArgumentError, Option, type Command } from 'commander'

import { WaywardenError } from '../contract/errors.ts'
import type { Evaluation } from '../evaluate/evaluation.ts'
import type { Field, RunResult } from '../evaluate/run.ts'
import { defaultOptions, type SimulateOptions } from '../simulate/options.ts'

type Flags = Omit<SimulateOptions, 'scenario' | 'seed' | 'accounts' | 'days' | 'ramp' | 'thefts'> & {
  readonly labels?: string
  readonly policy?: string
  readonly against: readonly string[]
  readonly simulate?: string
  readonly seeds: string
  readonly accounts?: number
  readonly days?: number
  readonly ramp?: number
  readonly thefts?: string[]
  readonly calibration?: true
  readonly perTheft?: true
  readonly markdown?: true
  readonly json?: string
}

/** `waywarden evaluate`: thefts caught, records exposed and false alarms, on labelled events or on simulated ones. */
export function registerEvaluate(program: Command): void {
  const known = (flag: string, text: string) =>
    new Option(`${flag} <known|absent>`, text).choices(['known', 'absent']).default('known')
  program
    .command('evaluate')
    .description(
      'score detection against the truth: thefts caught, records exposed before the first alert, false alarms',
    )
    .argument('[events...]', 'labelled events as NDJSON, .gz or not; - is standard input')
    .option('--labels <file>', 'what is theft in them, as simulate --labels writes it')
    .option('--policy <file>', 'thresholds (default: every detector on its defaults)')
    .option('--against <rules...>', 'other rules over the same events: all, or their names', [])
    .option('--simulate <scenario>', 'simulate the events instead of reading them')
    .option('--seeds <list>', 'seeds of the simulations: 1..5 or 1,4,7', '1..5')
    .option('--accounts <number>', 'size of the company (default: as the scenario)', numberFrom(1))
    .option('--days <number>', 'length (default: as the scenario)', numberFrom(1))
    .option(
      '--strength <factor>',
      'makes every theft stronger or weaker',
      numberFrom(0),
      defaultOptions.strength,
    )
    .option('--ramp <share>', 'growth a day of the scenario slow-ramp', numberFrom(0))
    .option('--thefts <names...>', 'only these kinds of theft')
    .addOption(known('--outlet-ids', 'whether the log says which outlets a waybill passes'))
    .addOption(known('--roles', 'whether the log says roles'))
    .addOption(known('--devices', 'whether the log says device, session and agent'))
    .addOption(known('--addresses', 'whether the log says source addresses'))
    .option('--late <share>', 'events that arrive late', numberFrom(0), defaultOptions.late)
    .option('--duplicates <share>', 'events that arrive twice', numberFrom(0), defaultOptions.duplicates)
    .option('--garbage <share>', 'lines that are no events', numberFrom(0), defaultOptions.garbage)
    .option('--calibration', 'hold the surprise of honest account-windows against its probability')
    .option('--per-theft', 'list every theft')
    .option('--markdown', 'print the table as Markdown')
    .option('--json <file>', 'write every figure as JSON; - is standard output')
    .action(run)
}

async function run(events: readonly string[], flags: Flags): Promise<void> {
  const field = await createField(flags)
  const evaluation =
    flags.simulate === undefined
      ? await playFiles(events, flags, field)
      : await playSimulation(events, flags.simulate, flags, field)
  await report(evaluation, flags)
}

async function createField({ policy, against, calibration }: Flags): Promise<Field> {
  const [{ detectors }, { defaultPolicy, readPolicy }, { findRules }, { tokenKey }] = await Promise.all([
    import('../../detectors/index.ts'),
    import('../ops/policy-file.ts'),
    import('../evaluate/rules/catalogue.ts'),
    import('../evaluate/token-key.ts'),
  ])
  return {
    policy: policy === undefined ? defaultPolicy(detectors) : readPolicy(policy, { detectors, tokenKey }),
    detectors,
    rules: findRules(against),
    hasCalibration: calibration === true,
  }
}

async function playFiles(events: readonly string[], { labels }: Flags, field: Field): Promise<Evaluation> {
  if (events.length === 0 || labels === undefined)
    throw misused('Name a file of events and its --labels, or a scenario with --simulate.')
  const { evaluateFiles } = await import('../evaluate/evaluate-files.ts')
  return evaluateFiles({ events, labels }, field)
}

async function playSimulation(
  events: readonly string[],
  scenario: string,
  flags: Flags,
  field: Field,
): Promise<Evaluation> {
  if (events.length > 0 || flags.labels !== undefined)
    throw misused('Give either files of events with --labels, or --simulate, not both.')
  const [{ evaluateSimulation }, { parseSeeds }] = await Promise.all([
    import('../evaluate/evaluate-simulation.ts'),
    import('../evaluate/seeds.ts'),
  ])
  const seeds = parseSeeds(flags.seeds)
  return evaluateSimulation({ options: simulateOptions(scenario, flags), seeds, onSeed: tellSeed }, field)
}

function simulateOptions(scenario: string, flags: Flags): SimulateOptions {
  const { outletIds, roles, devices, addresses, strength, late, duplicates, garbage } = flags
  return {
    outletIds,
    roles,
    devices,
    addresses,
    strength,
    late,
    duplicates,
    garbage,
    scenario,
    seed: defaultOptions.seed,
    accounts: flags.accounts ?? null,
    days: flags.days ?? null,
    ramp: flags.ramp ?? null,
    thefts: flags.thefts ?? null,
  }
}

function tellSeed(seed: number, { records, scores }: RunResult): void {
  const [own] = scores
  if (!process.stderr.isTTY || own === undefined) return
  const caught = own.thefts.filter((theft) => theft.caught !== null).length
  process.stderr.write(`seed ${seed}: ${records} look-ups, ${caught} of ${own.thefts.length} thefts caught\n`)
}

async function report(evaluation: Evaluation, flags: Flags): Promise<void> {
  const [{ asMarkdown, asText }, { asJson }] = await Promise.all([
    import('../evaluate/report/text.ts'),
    import('../evaluate/report/json.ts'),
  ])
  if (flags.json !== undefined) writeJson(flags.json, asJson(evaluation))
  if (flags.json === '-') return
  const text =
    flags.markdown === true
      ? asMarkdown(evaluation)
      : asText(evaluation, { isEveryTheft: flags.perTheft === true })
  process.stdout.write(`${text}\n`)
}

function writeJson(path: string, value: unknown): void {
  const text = `${JSON.stringify(value, null, 2)}\n`
  if (path === '-') {
    process.stdout.write(text)
    return
  }
  try {
    writeFileSync(path, text)
  } catch (cause) {
    throw new WaywardenError(
      'file_unwritable',
      `cannot write ${path}; check the folder and its permissions`,
      {
        cause,
      },
    )
  }
}

const misused = (message: string): WaywardenError =>
  new WaywardenError('usage_invalid', message, { cause: null })

const numberFrom =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= least))
      throw new InvalidArgumentError(`Give a number from ${least} on.`)
    return value
  }
