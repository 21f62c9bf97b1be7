// In: files of events and labels or a simulation, and the contenders. Out: tables on standard output, figures
// in a file. Edge. Fails closed: every fault of the request is reported before a log is read and before a
// file is made.
import { detectors } from '../../detectors/index.ts'
import { misused } from '../contract/errors.ts'
import type { PolicyDocument } from '../contract/policy.ts'
import { printable, printableLines } from '../contract/printable.ts'
import { readPolicyDocuments } from '../ops/policy-file.ts'
import type { Settings } from '../ops/settings-form.ts'
import { loadSettings } from '../ops/settings.ts'
import { PUBLIC_KEY } from '../ops/token-keys.ts'
import { checkOptions } from '../simulate/check-options.ts'
import type { SimulateOptions } from '../simulate/options.ts'
import { createProgress } from '../terminal/progress.ts'
import { tellFound } from '../terminal/tell-found.ts'
import { tell } from '../terminal/tell.ts'
import { columnsOf } from '../terminal/wrap.ts'
import { totalBytes } from '../transport/file.ts'
import { keepApart } from '../transport/keep-apart.ts'
import { openLineFile, type LineFile } from '../transport/line-file.ts'
import { evaluateFiles, readLabels } from './evaluate-files.ts'
import { concludeRuns, type Evaluation } from './evaluation.ts'
import { givenPolicies, refuseRuleNames, type GivenPolicy } from './given-policies.ts'
import { enlist, type Lineup } from './lineup.ts'
import { NATIVE, type LogFormat } from './log-format.ts'
import { saySimulation } from './play-seed.ts'
import { asJson } from './report/json.ts'
import { asMarkdown, asText } from './report/text.ts'
import { findRules } from './rules/catalogue.ts'
import type { Participants, RunResult } from './run.ts'
import { createSeedPool } from './seed-pool.ts'
import { parseSeeds } from './seeds.ts'

/** The command's arguments, as its flags give them. */
export type Asked = {
  readonly labels?: string
  readonly config?: string
  readonly policy?: readonly string[]
  readonly against: readonly string[]
  /** Null if files of events are given. */
  readonly simulation: SimulateOptions | null
  readonly seeds: string
  readonly calibration?: true
  readonly perTheft?: true
  readonly markdown?: true
  readonly json?: string
}

/** Scores detection against the labels and reports the result. */
export const evaluate = async (events: readonly string[], asked: Asked): Promise<void> => {
  const { labels, json } = asked
  const rules = findRules(asked.against)
  if (json === '-' && asked.markdown === true)
    throw misused('--markdown and --json both go to standard output; give --json a file.')
  const source = sourceOf(events, asked)
  const isOfFiles = source.kind === 'files'
  const { policyFile, ...format } = isOfFiles ? readSettings(asked) : { ...NATIVE, policyFile: null }
  const given = givenPolicies(asked.policy ?? (policyFile === null ? [] : [policyFile]))
  refuseRuleNames(given, rules)
  keepApart([...events, labels, ...format.files, ...given.map(({ path }) => path ?? undefined)], {
    '--json': json,
  })
  const lineup = lineupOf(given, asked)
  tellFound(
    format.files,
    asked.config,
    given.map(({ path }) => path),
  )
  const participants = enlist(lineup, format.tokenKey)
  const play = isOfFiles
    ? await overFiles(source, format, participants)
    : async () => overSeeds(source, lineup, participants)
  // Opening makes the file, so all checks of usage come first. It precedes the work, which would be wasted if
  // the file could not be written.
  const figures = json === undefined ? null : openLineFile(json)
  await report(await play(), asked, figures)
}

type Files = { readonly kind: 'files'; readonly events: readonly string[]; readonly labels: string }
type Simulations = {
  readonly kind: 'simulations'
  /** Options of every simulation; `seed` is replaced by each of `seeds`. */
  readonly options: SimulateOptions
  readonly seeds: readonly number[]
  /** Length of each, in days. */
  readonly days: number
}

const sourceOf = (events: readonly string[], { labels, simulation, seeds }: Asked): Files | Simulations => {
  if (simulation === null) {
    if (events.length > 0 && labels !== undefined) return { kind: 'files', events, labels }
    throw misused('Give a file of events and its --labels, or a scenario with --simulate.')
  }
  if (events.length > 0) throw misused('Give either files of events with --labels, or --simulate, not both.')
  const { days } = checkOptions(simulation)
  return { kind: 'simulations', options: simulation, seeds: parseSeeds(seeds), days: simulation.days ?? days }
}

/**
 * Reads files with the settings of `replay`, and with its policy unless others are given. Alerts and their
 * ids are then the same as in `replay`.
 */
const readSettings = ({ config, policy }: Asked): LogFormat & Pick<Settings, 'policyFile'> =>
  loadSettings({
    file: config ?? null,
    fallbackTokenKey: PUBLIC_KEY,
    isOffline: true,
    ...(policy === undefined ? { policy: { file: null, detectors } } : {}),
  })

/** Reads the policies. Throws one error with the faults of all of them. */
const lineupOf = (given: readonly GivenPolicy[], { against, calibration }: Asked): Lineup => {
  const documents = readPolicyDocuments(
    given.map(({ path }) => path),
    detectors,
  )
  return {
    policies: given.map(({ name }, at) => ({ name, document: documents[at] as PolicyDocument })),
    against,
    hasCalibration: calibration === true,
  }
}

const overSeeds = async (
  { options, seeds, days }: Simulations,
  lineup: Lineup,
  participants: Participants,
): Promise<Evaluation> => {
  const pool = createSeedPool(lineup)
  const progress = createProgress(seeds.length * days * 24)
  let hours = 0
  let events = 0
  const play = async (seed: number): Promise<RunResult> => {
    let before = 0
    const result = await pool.play({ ...options, seed }, (lines) => {
      hours += 1
      events += lines - before
      before = lines
      progress.update(hours, events)
    })
    if (process.stderr.isTTY) progress.line(saySeed(seed, result))
    return result
  }
  try {
    const runs = await Promise.all(seeds.map(play))
    return concludeRuns({ set: saySimulation(options), seeds }, participants, runs)
  } finally {
    progress.stop()
    await pool.close()
  }
}

/** Checks that the files exist and reads the labels. The function it returns does the scoring. */
const overFiles = async (
  { events, labels }: Files,
  format: LogFormat,
  participants: Participants,
): Promise<() => Promise<Evaluation>> => {
  const total = totalBytes(events)
  const known = await readLabels(labels)
  return async () => {
    const progress = createProgress(total)
    const evaluation = await evaluateFiles({ events, labels: known, format, progress, tell }, participants)
    const scored = new Set(evaluation.scores[0]?.thefts.map(({ id }) => id))
    const thefts = known.flatMap((label) => (label.kind === 'theft' ? [label.id] : []))
    const absent = thefts.filter((id) => !scored.has(id))
    if (absent.length > 0) tell(sayAbsent(absent, scored.size === 0, labels))
    return evaluation
  }
}

const sayAbsent = (thefts: readonly string[], areAll: boolean, labels: string): string =>
  areAll
    ? `These files contain no look-up of any theft in ${labels}: the labels may belong to another log.`
    : `These files contain no look-up of some thefts in ${labels}, which are not scored: ${thefts.map(printable).join(', ')}. Check their accounts and times.`

const saySeed = (seed: number, { records, scores: [own] }: RunResult): string => {
  const thefts = own?.thefts ?? []
  const caught = thefts.filter((theft) => theft.caught !== null).length
  return `seed ${seed}: ${records} look-ups, ${caught} of ${thefts.length} thefts caught`
}

const report = async (evaluation: Evaluation, asked: Asked, figures: LineFile | null): Promise<void> => {
  figures?.write(JSON.stringify(asJson(evaluation), null, 2))
  await figures?.close()
  if (asked.json === '-') return
  const text =
    asked.markdown === true
      ? asMarkdown(evaluation)
      : asText(evaluation, {
          isEveryTheft: asked.perTheft === true,
          width: columnsOf(process.stdout),
        })
  // Names of thefts, oddities and files are as others wrote them.
  process.stdout.write(`${printableLines(text).join('\n')}\n`)
}
