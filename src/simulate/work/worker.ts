import { HOUR_MS } from '../../contract/time-units.ts'
import { dayStart, weekPlaceIn } from '../calendar.ts'
import { formHabits, type Account } from '../company/accounts.ts'
import type { Role } from '../company/role.ts'
import { createRandom } from '../random/create-random.ts'
import { overdispersed, poisson } from '../random/draws.ts'
import type { World } from '../world.ts'
import type { Change, Now } from './change.ts'
import { createChooser } from './choose-parcel.ts'
import { createDayPlanner, type DayPlan } from './day-plan.ts'
import { createDesk } from './desk.ts'
import { createEventIds, type Draft } from './draft.ts'
import { createExtras } from './extras.ts'
import { createLooks, type Situation } from './looks.ts'
import { createMemory } from './memory.ts'
import { spreadOver } from './pace.ts'

const SUNDAY = 6

/** Does one account's honest work, hour by hour and look-up by look-up. */
export type Worker = {
  /**
   * Plans an hour: returns the instants of its look-ups in order, and adds those known in advance to `ahead`.
   */
  readonly start: (day: number, hour: number, ahead: Draft[]) => readonly number[]
  /** Makes the next planned look-up. Call it once for each instant, in order. */
  readonly next: (at: number) => Draft
}

const NOTHING: readonly number[] = []

/**
 * In: an account and the changes in its life. Out: its look-ups, drawn only from its own random stream.
 * State is bounded: some dozens of waybills and counters. Look-ups are made one by one when their time comes,
 * so none has to be stored.
 */
export function createWorker(world: World, account: Account, changes: readonly Change[]): Worker {
  const random = createRandom(world.seed, 'work', account.index)
  const nextId = createEventIds(random)
  const memory = createMemory()
  const chooser = createChooser(random, account, world)
  const desk = createDesk(random, account)
  const planDay = createDayPlanner(random, account, weekPlaceIn(world.startMs, SUNDAY))
  const looks = createLooks({ random, account, nextId, memory, chooser, desk, parcels: world.parcels })
  const extras = createExtras({ random, account, nextId, chooser, desk, parcels: world.parcels })
  const habitsIn = createHabits(world, account)
  let plan: DayPlan = { day: Number.NaN, factor: 0, burst: 1 }

  let situation: Situation = { day: 0, now: unchanged(account), habits: account.habits }
  let freshLeft = 0
  let left = 0

  const start = (day: number, hour: number, ahead: Draft[]): readonly number[] => {
    const fromMs = dayStart(day) + hour * HOUR_MS
    const now = inForce(account, changes, fromMs)
    const habits = habitsIn(now.role)
    if (plan.day !== day) plan = planDay(day, habits)
    const hourShare = habits.hours[hour] ?? 0
    if (now.away || plan.factor === 0 || hourShare === 0) return NOTHING

    const mean = habits.waybillsPerDay * plan.factor * heavier(now.load, plan.burst) * hourShare
    freshLeft = overdispersed(random, mean, now.role.hourlyDispersion)
    left = freshLeft + poisson(random, Math.max(freshLeft, mean / 4) * now.role.repeats)
    situation = { day, now, habits }
    desk.sitDown(day, now.source)
    extras(situation, { fromMs, hourShare, ahead })
    return spreadOver(random, { fromMs, toMs: fromMs + HOUR_MS, count: left })
  }

  const next = (at: number): Draft => {
    const isFresh = random() * left < freshLeft
    left--
    if (!isFresh) return looks.repeated(situation, at)
    freshLeft--
    return looks.fresh(situation, at)
  }
  return { start, next }
}

const unchanged = ({ role }: Account): Now => ({
  role,
  load: 1,
  away: false,
  covers: null,
  source: null,
  restlessAddress: false,
})

function inForce(account: Account, changes: readonly Change[], atMs: number): Now {
  let now = unchanged(account)
  for (const change of changes) {
    if (atMs < change.fromMs || atMs >= change.toMs) continue
    now = {
      role: change.role ?? now.role,
      load: heavier(now.load, change.load ?? 1),
      away: now.away || change.away === true,
      covers: change.covers ?? now.covers,
      source: change.source ?? now.source,
      restlessAddress: now.restlessAddress || change.restlessAddress === true,
    }
  }
  return now
}

/** The habits for a role: a person who changes role gets new ones, once. */
function createHabits(world: World, account: Account) {
  let [role, habits] = [account.role, account.habits]
  return (wanted: Role) => {
    if (wanted === role) return habits
    role = wanted
    habits =
      wanted === account.role
        ? account.habits
        : formHabits(createRandom(world.seed, 'habits', account.index, wanted.name), wanted, world.startMs)
    return habits
  }
}

/** The stronger of two factors: reasons for more or less work do not multiply. */
const heavier = (load: number, other: number): number =>
  Math.abs(Math.log(other)) > Math.abs(Math.log(load)) ? other : load
