import { Option, type Command } from 'commander'

import { WaywardenError } from '../contract/errors.ts'
import type { Policy } from '../core/policy.ts'
import type { Evaluation } from '../evaluate/evaluation.ts'
import type { LogFormat } from '../evaluate/log-format.ts'
import type { Field, NamedPolicy, RunResult } from '../evaluate/run.ts'
import { defaultOptions } from '../simulate/options.ts'
import { keepApart } from '../transport/keep-apart.ts'
import { openLineFile, type LineFile } from '../transport/line-file.ts'
import { givenPolicies, refuseRuleNames, type GivenPolicy } from './evaluated-policies.ts'
import {
  scenarioFlagNames,
  scenarioOptions,
  withScenarioFlags,
  type ScenarioFlags,
} from './scenario-flags.ts'

type Flags = ScenarioFlags & {
  readonly labels?: string
  readonly config?: string
  readonly policy?: readonly string[]
  readonly against: readonly string[]
  readonly simulate?: string
  readonly seeds: string
  readonly calibration?: true
  readonly perTheft?: true
  readonly markdown?: true
  readonly json?: string
}

type Play = () => Promise<Evaluation>

/** `waywarden evaluate`: thefts caught, records exposed and false alarms, on labelled events or on simulated ones. */
export function registerEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description(
      'measure detection against the truth: thefts caught, records exposed before the first alert, false alarms',
    )
    .usage('[events...] [options]') // behind --against or --thefts files would be taken for names
    .argument('[events...]', 'labelled events as NDJSON, optionally gzipped; - is standard input')
    .addOption(
      new Option(
        '--labels <file>',
        'labels of the thefts among them, as written by simulate --labels',
      ).conflicts(['simulate', 'seeds', ...scenarioFlagNames()]),
    )
    .addOption(
      new Option('--config <file>', 'settings; only mapping, limits and token key matter here').conflicts(
        'simulate',
      ),
    )
    .option(
      '--policy <file>',
      'thresholds (default: every detector on its defaults); repeat it to compare policies with the first one, where "default" stands for the defaults',
      (file: string, before?: readonly string[]) => [...(before ?? []), file],
    )
    .option('--against <rules...>', 'also score other rules on the same events: all, or their names', [])
    .option('--simulate <scenario>', 'simulate the events instead of reading them')
    .option('--seeds <list>', 'seeds of the simulations, such as 1..5 or 1,4,7', '1..5')
  withScenarioFlags(command)
    .option('--calibration', 'compare the surprise of honest account-windows with its probability')
    .option('--per-theft', 'list every theft')
    .addOption(new Option('--markdown', 'print the table as Markdown').conflicts('perTheft'))
    .option('--json <file>', 'write every figure as JSON; - is standard output')
    .action(run)
}

async function run(events: readonly string[], flags: Flags): Promise<void> {
  const policies = givenPolicies(flags.policy ?? [])
  keepApart([...events, flags.labels, flags.config, ...policies.map(({ path }) => path ?? undefined)], {
    '--json': flags.json,
  })
  if (flags.json === '-' && flags.markdown === true)
    throw misused('--markdown and --json both go to standard output; give --json a file.')
  const format = await readFormat(flags)
  const field = await createField(flags, policies, format)
  const play =
    flags.simulate === undefined
      ? await overFiles(events, flags, format, field)
      : await overSimulation(events, flags.simulate, flags, field)
  // Behind all that can be wrong usage, for it empties the file; ahead of the work, which would be for nothing.
  const json = flags.json === undefined ? null : openLineFile(flags.json)
  await report(await play(), flags, json)
}

async function createField(
  { against, calibration }: Flags,
  given: readonly GivenPolicy[],
  { tokenKey }: LogFormat,
): Promise<Field> {
  const [{ detectors }, { readPolicies }, { findRules }] = await Promise.all([
    import('../../detectors/index.ts'),
    import('../ops/policy-file.ts'),
    import('../evaluate/rules/catalogue.ts'),
  ])
  const rules = findRules(against)
  refuseRuleNames(given, rules)
  const read = readPolicies(
    given.map(({ path }) => path),
    { detectors, tokenKey },
  )
  const policies = given.map(({ name }, at) => ({ name, policy: read[at] as Policy }))
  return {
    policies: policies as [NamedPolicy, ...NamedPolicy[]], // given never is empty
    detectors,
    rules,
    hasCalibration: calibration === true,
  }
}

/** Checks what is asked for; what it gives does it. */
async function overFiles(
  events: readonly string[],
  { labels }: Flags,
  format: LogFormat,
  field: Field,
): Promise<Play> {
  if (events.length === 0 || labels === undefined)
    throw misused('Give a file of events and its --labels, or a scenario with --simulate.')
  const [{ evaluateFiles, readLabels }, { createProgress }, { totalBytes }] = await Promise.all([
    import('../evaluate/evaluate-files.ts'),
    import('../terminal/progress.ts'),
    import('../transport/file.ts'),
  ])
  const total = totalBytes(events)
  const known = await readLabels(labels)
  return async () => {
    const progress = createProgress(total, () => performance.now())
    const evaluation = await evaluateFiles({ events, labels: known, format, progress }, field)
    const [own] = evaluation.summaries
    if (own?.thefts === 0 && own.theftsWithoutEvents > 0)
      process.stderr.write(
        `These files contain no look-up of any theft in ${labels}: the labels may belong to another log.\n`,
      )
    return evaluation
  }
}

/** Files are read as `replay` reads them: alerts are the same, and their ids. */
async function readFormat({ config, simulate }: Flags): Promise<LogFormat> {
  if (simulate !== undefined) return (await import('../evaluate/log-format.ts')).NATIVE
  const [{ loadSettings }, { PUBLIC_KEY }] = await Promise.all([
    import('../ops/settings.ts'),
    import('../ops/token-keys.ts'),
  ])
  return loadSettings({ file: config ?? null, fallbackTokenKey: PUBLIC_KEY })
}

/** Checks what is asked for; what it gives does it. */
async function overSimulation(
  events: readonly string[],
  scenario: string,
  flags: Flags,
  field: Field,
): Promise<Play> {
  if (events.length > 0) throw misused('Give either files of events with --labels, or --simulate, not both.')
  const [{ evaluateSimulation }, { parseSeeds }, { checkOptions }] = await Promise.all([
    import('../evaluate/evaluate-simulation.ts'),
    import('../evaluate/seeds.ts'),
    import('../simulate/check-options.ts'),
  ])
  const seeds = parseSeeds(flags.seeds)
  const options = scenarioOptions(scenario, defaultOptions.seed, flags)
  checkOptions(options)
  return async () => evaluateSimulation({ options, seeds, onSeed: tellSeed }, field)
}

function tellSeed(seed: number, { records, scores }: RunResult): void {
  const [own] = scores
  if (!process.stderr.isTTY || own === undefined) return
  const caught = own.thefts.filter((theft) => theft.caught !== null).length
  process.stderr.write(`seed ${seed}: ${records} look-ups, ${caught} of ${own.thefts.length} thefts caught\n`)
}

async function report(evaluation: Evaluation, flags: Flags, json: LineFile | null): Promise<void> {
  const [{ asMarkdown, asText }, { asJson }] = await Promise.all([
    import('../evaluate/report/text.ts'),
    import('../evaluate/report/json.ts'),
  ])
  json?.write(JSON.stringify(asJson(evaluation), null, 2))
  await json?.close()
  if (flags.json === '-') return
  const text =
    flags.markdown === true
      ? asMarkdown(evaluation)
      : asText(evaluation, {
          isEveryTheft: flags.perTheft === true,
          width: process.stdout.columns ?? Infinity,
        })
  process.stdout.write(`${text}\n`)
}

const misused = (message: string): WaywardenError =>
  new WaywardenError('usage_invalid', message, { cause: null })
