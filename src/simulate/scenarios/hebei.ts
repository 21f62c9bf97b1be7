import { handanAndXingtai } from '../company/counties.ts'
import { misroutedTruck } from '../oddities/misrouted-truck.ts'
import { monthEndReconciliation } from '../oddities/month-end-reconciliation.ts'
import { newDevice } from '../oddities/new-device.ts'
import { newEmployee } from '../oddities/new-employee.ts'
import { promotionCourierWeek } from '../oddities/promotion-courier-week.ts'
import { rentedAccount } from '../thefts/rented-account.ts'
import type { Scenario } from './scenario.ts'

/** Modelled on the case of 2020. Data entry and connectors are left out to keep the replay short. */
export const hebei: Scenario = {
  name: 'hebei',
  description:
    "the demo: two weeks of a province's outlets; two rented accounts of neighbouring counties are driven by outside tools",
  accounts: 160,
  days: 14,
  counties: handanAndXingtai,
  accountsPerOutlet: 12,
  without: ['integration', 'data-entry'],
  thefts: [
    { theft: rentedAccount, times: 1, wish: { outlet: 3, day: 7 } },
    { theft: rentedAccount, times: 1, wish: { outlet: 4, day: 8 } },
  ],
  oddities: [
    { oddity: misroutedTruck, times: 1 },
    { oddity: monthEndReconciliation, times: 1 },
    { oddity: newEmployee, times: 2 },
    { oddity: newDevice, times: 3 },
    { oddity: promotionCourierWeek, times: 1 },
  ],
}
