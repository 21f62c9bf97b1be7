import { DAY_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import type { Oddity } from '../happening.ts'
import { between } from '../random/draws.ts'

/** A sales day: 1.5 to 3.2 times the usual for everybody; half of the rise on the day before and after. */
export const promotionDay: Oddity = {
  name: 'promotion-day',
  description: 'everybody at 1.5 to 3.2 times the usual, with a day before and after at half of the rise',
  plan: (scene) => {
    const { accounts } = scene.world
    const peak = Number(scene.wish['load'] ?? between(scene.random, 1.5, 3.2))
    const fromMs = dayStart(scene.firstDay(3))
    const shoulder = 1 + (peak - 1) / 2
    const changes = [shoulder, peak, shoulder].flatMap((load, step) => {
      const dayMs = fromMs + step * DAY_MS
      return accounts.map(({ index }) => ({ account: index, fromMs: dayMs, toMs: dayMs + DAY_MS, load }))
    })
    return { accounts, fromMs, toMs: fromMs + 3 * DAY_MS, params: { load: peak }, changes }
  },
}
