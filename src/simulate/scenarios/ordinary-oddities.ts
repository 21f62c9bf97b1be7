import { auditVisit } from '../oddities/audit-visit.ts'
import { backFromLeave } from '../oddities/back-from-leave.ts'
import { bulkLabels } from '../oddities/bulk-labels.ts'
import { callList } from '../oddities/call-list.ts'
import { changedRole } from '../oddities/changed-role.ts'
import { complaintWave } from '../oddities/complaint-wave.ts'
import { coversNeighbour } from '../oddities/covers-neighbour.ts'
import { leavingEmployee } from '../oddities/leaving-employee.ts'
import { misroutedTruck } from '../oddities/misrouted-truck.ts'
import { mobileIp } from '../oddities/mobile-ip.ts'
import { monthEndReconciliation } from '../oddities/month-end-reconciliation.ts'
import { newDevice } from '../oddities/new-device.ts'
import { newEmployee } from '../oddities/new-employee.ts'
import { newProgram } from '../oddities/new-program.ts'
import { overtimeNight } from '../oddities/overtime-night.ts'
import { promotionCourierWeek } from '../oddities/promotion-courier-week.ts'
import { promotionDay } from '../oddities/promotion-day.ts'
import { sharedOutletIp } from '../oddities/shared-outlet-ip.ts'
import type { OddityOrder } from './scenario.ts'

/** Assumed: how often each happens to 600 accounts in three weeks. */
export const ordinaryOddities: readonly OddityOrder[] = [
  // Comes first: if several oddities change an account's machine, the last one wins.
  { oddity: newProgram, times: 'once' },
  { oddity: promotionDay, times: 'once' },
  { oddity: promotionCourierWeek, times: 4 },
  { oddity: misroutedTruck, times: 4 },
  { oddity: coversNeighbour, times: 2 },
  { oddity: complaintWave, times: 'once' },
  { oddity: monthEndReconciliation, times: 6 },
  { oddity: newEmployee, times: 10 },
  { oddity: leavingEmployee, times: 6 },
  { oddity: changedRole, times: 4 },
  { oddity: sharedOutletIp, times: 1 },
  { oddity: mobileIp, times: 6 },
  { oddity: newDevice, times: 12 },
  { oddity: overtimeNight, times: 5 },
  { oddity: callList, times: 8 },
  { oddity: bulkLabels, times: 6 },
  { oddity: backFromLeave, times: 8 },
  { oddity: auditVisit, times: 2 },
]
