import type { Reach } from '../../../src/contract/look-up.ts'
import type { PolicyDocument } from '../../../src/contract/policy.ts'
import { DAY_MS, HOUR_MS } from '../../../src/contract/time-units.ts'
import { usualFor, type Usual } from '../../../src/core/baselines/expected.ts'
import type { Detector } from '../../../src/core/detector.ts'
import { peerGroup } from '../../../src/core/peers/peers.ts'
import { localHour } from '../../../src/core/time.ts'
import { lookUp, waybill } from './look-ups.ts'
import { createRun, type Run } from './run.ts'
import { MONDAY_MS } from './streams.ts'

/** Hours of the working day. */
export const OFFICE_HOURS = [9, 10, 11, 12, 13, 14, 15, 16] as const

/** The policy's default time zone: +08:00, and `MONDAY_MS` is midnight there. */
const ZONE_MS = 8 * HOUR_MS

export type Office = {
  readonly run: Run
  /** Reads that many new waybills in the given hour of the given day (0: the first Monday). */
  work(
    account: string,
    role: string,
    at: { day: number; hour: number; waybills: number; reach?: Reach; outletId?: string },
  ): void
  /** What is usual for the account in that hour. */
  usual(account: string, at: { day: number; hour: number }): Usual
}

export const createOffice = (detectors: readonly Detector[] = [], document: PolicyDocument = {}): Office => {
  const run = createRun(detectors, document)
  let id = 0
  return {
    run,
    work: (account, role, { day, hour, waybills, reach = 'own', outletId = 'O-1' }) => {
      const fromMs = MONDAY_MS + day * DAY_MS + hour * HOUR_MS
      for (let each = 0; each < waybills; each++) {
        id++
        const occurredAt = fromMs + Math.floor((each * HOUR_MS) / (waybills + 1))
        run.take(lookUp(id, { account, role, outletId, occurredAt, waybills: [waybill(id * 137, reach)] }))
      }
    },
    usual: (name, { day, hour }) => {
      const account = run.account(name)
      const { peers } = run.lane
      const at = localHour(MONDAY_MS + day * DAY_MS + hour * HOUR_MS, ZONE_MS)
      return usualFor(account, peerGroup(peers, account.role), peers, at)
    },
  }
}

/** Whether somebody works on the day: Monday to Friday. */
export const isWorkday = (day: number): boolean => day % 7 < 5

/**
 * Ten couriers read `courier` waybills an hour each, and ten clerks `clerk`, on the workdays among `days`
 * days from day `from` on.
 */
export const workAsUsual = (
  office: Office,
  {
    from = 0,
    days,
    courier = 20,
    clerk = 5,
  }: { from?: number; days: number; courier?: number; clerk?: number },
): void => {
  for (let day = from; day < from + days; day++) {
    if (!isWorkday(day)) continue
    for (const hour of OFFICE_HOURS) {
      for (let each = 0; each < 10; each++) {
        office.work(`courier-${each}`, 'courier', { day, hour, waybills: courier })
        office.work(`clerk-${each}`, 'clerk', { day, hour, waybills: clerk })
      }
    }
  }
}
