import type { LookUp, Reach } from '../../../src/contract/look-up.ts'
import type { Thresholds } from '../../../src/contract/thresholds.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/contract/time-units.ts'
import type { Detector, Finding } from '../../../src/core/detector.ts'
import { lookUp, waybill } from '../../core/support/look-ups.ts'
import { createRun } from '../../core/support/run.ts'
import { MONDAY_MS } from '../../core/support/streams.ts'

type Said = Partial<
  Pick<LookUp, 'action' | 'outcome' | 'deviceId' | 'sourceIp' | 'userAgent' | 'role' | 'records'>
>

/** `lookUps` look-ups of `rows` waybills each, from `hour` on, `everyMs` apart. */
export type Stint = Said & {
  readonly account?: string
  /** Days after the first Monday; 14, the third Monday, unless said otherwise. */
  readonly day?: number
  /** 10.5 is half past ten. */
  readonly hour?: number
  readonly lookUps: number
  readonly everyMs?: number
  readonly reach?: Reach
  /**
   * Number of the each-th waybill, in row `row` of its look-up. By default all differ and none is close to
   * another.
   */
  readonly number?: (each: number, row: number) => number
  /** How often each waybill is opened, in immediate succession; once unless said otherwise. */
  readonly times?: number
  /** Outlets that the each-th waybill passes, from its origin to its destination. */
  readonly outlets?: (each: number) => readonly string[]
  /** Device of the each-th look-up. */
  readonly device?: (each: number) => string
  /** Each look-up has a ticket of its own; none has one unless said otherwise. */
  readonly ticketed?: boolean
  /** Waybills in each look-up; one unless said otherwise. */
  readonly rows?: number
}

/** One account, its colleagues, and one detector that watches them. */
export type Scene = {
  /**
   * Two weeks of ordinary work, Monday to Friday: six colleagues and the account, role clerk, each on a
   * machine of its own. Each reads about six new waybills of the own outlet in each of nine hours. Everybody
   * also does `more` on each of these days.
   */
  learn(more?: (account: string, day: number) => Stint | readonly Stint[]): void
  /** Does the work of a stint, by the account unless the stint names another. */
  work(stint: Stint): void
  /** The finding on the account's last look-up. */
  readonly last: Finding | null
  /** How many look-ups of the account had a finding since the two weeks were over. */
  readonly findings: number
}

/** Outlets of a waybill that shares none with another. */
export const scattered = (each: number): readonly string[] => [`O-${100 + each}`, `O-${500 + each}`]

export const ACCOUNT = 'A-1'
/** Number of the one waybill that the policy names as a decoy. */
export const DECOY = 1_999_999_000
export const COLLEAGUES = ['A-2', 'A-3', 'A-4', 'A-5', 'A-6', 'A-7']
const EVERYBODY = [ACCOUNT, ...COLLEAGUES]

/** Two weeks of work by four others, before the account's first look-up. */
export const colleaguesWork = (scene: Scene): void => {
  for (let day = 0; day < 14; day++) {
    for (const account of ['B-1', 'B-2', 'B-3', 'B-4']) scene.work({ account, day, lookUps: 50 })
  }
}

export const createScene = <T extends Thresholds>(detector: Detector<T>): Scene => {
  let last: Finding | null = null
  let findings = 0
  const watched: Detector<T> = {
    ...detector,
    detect: (view, thresholds) => {
      const finding = detector.detect(view, thresholds)
      if (view.lookUp.accountId !== ACCOUNT) return finding
      last = finding
      if (finding !== null) findings++
      return finding
    },
  }
  const run = createRun([watched], {}, [waybill(DECOY)])
  let id = 0
  const work = (stint: Stint) => {
    const { account = ACCOUNT, day = 14, hour = 10, lookUps, everyMs = MINUTE_MS, rows = 1, ...said } = stint
    const { reach = 'own', number, times = 1, outlets, device, ticketed = false, ...rest } = said
    const first = id + 1
    for (let each = 0; each < lookUps; each++) {
      id++
      const shown = Array.from({ length: rows }, (_, row) => {
        const own = ((first + Math.floor(each / times)) * 1_000 + row) * 137
        const plain = waybill(number?.(each, row) ?? own, reach)
        return outlets === undefined ? plain : { ...plain, outletIds: outlets(each) }
      })
      run.take(
        lookUp(id, {
          role: 'clerk',
          deviceId: device?.(each) ?? `PC of ${account}`,
          ticketId: ticketed ? `T-${id}` : null,
          ...rest,
          account,
          occurredAt: MONDAY_MS + day * DAY_MS + Math.floor(hour * HOUR_MS) + each * everyMs,
          waybills: shown,
        }),
      )
    }
  }
  return {
    work,
    learn: (more) => {
      for (let day = 0; day < 14; day++) {
        if (day % 7 > 4) continue
        for (let hour = 9; hour < 18; hour++) {
          // Counts differ from hour to hour, between four and eight.
          for (const [at, account] of EVERYBODY.entries()) {
            const lookUps = 4 + ((day * 7 + hour * 3 + at * 5) % 5)
            work({ account, day, hour, lookUps, everyMs: 6 * MINUTE_MS })
          }
        }
        if (more === undefined) continue
        for (const account of EVERYBODY)
          for (const stint of [more(account, day)].flat()) work({ account, ...stint })
      }
      findings = 0
      last = null
    },
    get last() {
      return last
    },
    get findings() {
      return findings
    },
  }
}
