import { promotionCourierWeek } from '../oddities/promotion-courier-week.ts'
import { promotionDay } from '../oddities/promotion-day.ts'
import { honest } from './honest.ts'
import type { Scenario } from './scenario.ts'

const FIRST_DAY = 11

export const promotion: Scenario = {
  ...honest,
  name: 'promotion',
  description:
    'honest only: three promotion days, everybody at 2.1, 3.2 and 2.1 times the usual, and twenty couriers at 4 to 5 times for the week',
  oddities: [
    ...honest.oddities.filter(({ oddity }) => oddity !== promotionDay && oddity !== promotionCourierWeek),
    { oddity: promotionDay, times: 'once', wish: { day: FIRST_DAY, load: 3.2 } },
    { oddity: promotionCourierWeek, times: 20, wish: { day: FIRST_DAY } },
  ],
}
