import { durationCell, short } from '../../terminal/figures.ts'
import type { Rows } from '../../terminal/table.ts'
import type { TheftScore } from '../scorer.ts'
import type { KindSummary } from '../summary.ts'
import { countCell, theftName } from './format.ts'

/** One row per kind of theft. */
export const kindRows = (kinds: readonly KindSummary[]): Rows => ({
  head: ['theft', 'caught', 'under 100', 'median leaked', 'most leaked', 'median time'],
  rows: kinds.map((kind) => [
    kind.name,
    `${kind.caught} of ${kind.thefts}`,
    String(kind.caughtUnder100),
    countCell(kind.medianLeaked),
    countCell(kind.mostLeaked),
    durationCell(kind.medianMinutes),
  ]),
})

/** One row per theft. */
export const theftRows = (thefts: readonly TheftScore[]): Rows => ({
  wordColumns: [0, 7],
  head: ['theft', 'seed', 'records', 'leaked', 'first alert after', 'severity', 'alerts', 'parameters'],
  rows: thefts.map(({ seed, id, name, records, leakedRecords, caught, alerts, params }) => [
    theftName({ id, name }),
    seed === null ? '-' : String(seed),
    short(records),
    short(leakedRecords),
    caught === null ? 'missed' : durationCell(caught.minutes),
    caught?.severity ?? '-',
    String(alerts),
    Object.entries(params)
      .map(([name, value]) => `${name} ${typeof value === 'number' ? short(value) : value}`)
      .join(', '),
  ]),
})
