import { DAY_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import type { Account } from '../company/accounts.ts'
import type { Oddity } from '../happening.ts'
import { between } from '../random/draws.ts'

const DAYS = 7

/** A courier's round includes a warehouse district: four to five times the usual work for a week. */
export const promotionCourierWeek: Oddity = {
  name: 'promotion-courier-week',
  description: 'a courier at 4 to 5 times the usual for a week',
  plan: (scene) => {
    const [account] = scene.cast(1, hasAverageRound)
    if (account === undefined) return null
    const fromMs = dayStart(scene.firstDay(DAYS))
    const toMs = fromMs + DAYS * DAY_MS
    const changes = [{ account: account.index, fromMs, toMs, load: between(scene.random, 4, 5) }]
    return { accounts: [account], fromMs, toMs, changes }
  },
}

/** A courier whose round is not large already: five times as much would fit on no truck. */
const hasAverageRound = ({ role, habits }: Account): boolean =>
  role.name === 'courier' && habits.waybillsPerDay < 1.3 * role.waybillsPerDay
