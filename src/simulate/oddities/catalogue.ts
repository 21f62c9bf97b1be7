import type { Oddity } from '../happening.ts'
import { auditVisit } from './audit-visit.ts'
import { backFromLeave } from './back-from-leave.ts'
import { bulkLabels } from './bulk-labels.ts'
import { callList } from './call-list.ts'
import { changedRole } from './changed-role.ts'
import { complaintWave } from './complaint-wave.ts'
import { coversNeighbour } from './covers-neighbour.ts'
import { leavingEmployee } from './leaving-employee.ts'
import { misroutedTruck } from './misrouted-truck.ts'
import { mobileIp } from './mobile-ip.ts'
import { monthEndReconciliation } from './month-end-reconciliation.ts'
import { newDevice } from './new-device.ts'
import { newEmployee } from './new-employee.ts'
import { newProgram } from './new-program.ts'
import { overtimeNight } from './overtime-night.ts'
import { promotionCourierWeek } from './promotion-courier-week.ts'
import { promotionDay } from './promotion-day.ts'
import { sharedOutletIp } from './shared-outlet-ip.ts'

/** Every honest oddity, one file each. */
export const oddities: readonly Oddity[] = [
  auditVisit,
  backFromLeave,
  bulkLabels,
  callList,
  changedRole,
  complaintWave,
  coversNeighbour,
  leavingEmployee,
  misroutedTruck,
  mobileIp,
  monthEndReconciliation,
  newDevice,
  newEmployee,
  newProgram,
  overtimeNight,
  promotionCourierWeek,
  promotionDay,
  sharedOutletIp,
]
