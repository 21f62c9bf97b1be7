import type { Action } from '../../contract/look-up.ts'
import { HOUR_MS, SECOND_MS } from '../../contract/time-units.ts'
import { recentDay, type Waybill } from '../company/parcels.ts'
import { below, chance, lognormal, wholeBetween } from '../random/draws.ts'
import type { Draft } from './draft.ts'
import type { Parts, Situation } from './looks.ts'

const LIST_PAGE = 20
/** Assumed: rows of an ordinary export. */
const MEDIAN_EXPORT = 60
/** Range of the outlet's labels that no round and no seat reaches, for labels printed in bulk. */
const BULK_FIRST = 20_000
const BULK_NUMBERS = 2000

type Hour = { readonly fromMs: number; readonly hourShare: number; readonly ahead: Draft[] }

/** The rarer parts of honest work: list pages, exports, and runs of consecutive labels. */
export function createExtras({ random, account, nextId, chooser, desk, parcels }: Omit<Parts, 'memory'>) {
  const write = (
    at: number,
    situation: Situation,
    action: Action,
    waybills: readonly Waybill[],
    recordCount: number | null,
  ): Draft => ({
    at,
    eventId: nextId(),
    account,
    role: situation.now.role.name,
    source: desk.now(false),
    action,
    outcome: 'found',
    waybills,
    recordCount,
    ticketId: null,
    theft: null,
  })

  const list = (situation: Situation, at: number): Draft => {
    const size = chance(random, 0.5) ? LIST_PAGE : wholeBetween(random, 3, LIST_PAGE)
    const ofRole = () => parcels.waybill(chooser.usual(situation.now.role, situation.day))
    return write(at, situation, 'list', Array.from({ length: size }, ofRole), null)
  }

  const exported = (situation: Situation, at: number): Draft =>
    write(at, situation, 'export', [], Math.max(5, Math.round(lognormal(random, MEDIAN_EXPORT, 0.7))))

  /** A run of a shop's labels: scanned one by one at pick-up, or printed all at once at the counter. */
  const run = (situation: Situation, { fromMs, ahead }: Hour) => {
    const day = recentDay(random, situation.day)
    const first = BULK_FIRST + below(random, BULK_NUMBERS)
    const length = wholeBetween(random, 5, 30)
    const labels = Array.from({ length }, (_, step) =>
      parcels.waybill(parcels.outbound(account.outlet, day, first + step)),
    )
    let at = fromMs + below(random, HOUR_MS * 0.9)
    if (account.source.channel === 'web') {
      ahead.push(write(at, situation, 'print', labels, null))
      return
    }
    for (const label of labels) {
      ahead.push(write(at, situation, 'query', [label], null))
      at = Math.min(fromMs + HOUR_MS - 1, at + wholeBetween(random, 1, 6) * SECOND_MS)
    }
  }

  return (situation: Situation, hour: Hour): void => {
    const { role, load } = situation.now
    const anywhere = () => hour.fromMs + below(random, HOUR_MS)
    const happens = (perDay: number) => perDay > 0 && chance(random, perDay * hour.hourShare * load)
    if (happens(role.listsPerDay)) hour.ahead.push(list(situation, anywhere()))
    if (happens(role.exportsPerDay)) hour.ahead.push(exported(situation, anywhere()))
    if (happens(role.runsPerDay)) run(situation, hour)
  }
}
