import { DAY_MS } from '../../contract/time-units.ts'
import type { Random } from '../random/create-random.ts'
import { below } from '../random/draws.ts'

type Spoil = (line: string, random: Random) => string

const change = (line: string, edit: (event: Record<string, unknown>) => void): string => {
  const event = JSON.parse(line) as Record<string, unknown>
  edit(event)
  return JSON.stringify(event)
}

/** Ways in which lines of an audit log go wrong. Each gives one line that cannot be scored. */
const spoils: readonly Spoil[] = [
  (line, random) => line.slice(0, 1 + below(random, line.length - 2)),
  () => '<13>Mar  2 00:00:00 gw01 queryd[411]: connection reset by peer',
  () => '',
  () => '[]',
  () => 'null',
  (line) => change(line, (event) => delete event['accountId']),
  (line) => change(line, (event) => delete event['eventId']),
  (line) => change(line, (event) => (event['occurredAt'] = 'yesterday')),
  (line) => change(line, (event) => (event['outcome'] = 'maybe')),
  (line) => change(line, (event) => (event['waybills'] = 'YT4000000000000')),
  (line) => change(line, (event) => (event['waybills'] = [{ number: 7 }])),
  (line) => change(line, (event) => (event['accountId'] = 'x'.repeat(200))),
  (line) =>
    change(line, (event) => (event['occurredAt'] = Date.parse(String(event['occurredAt'])) + 400 * DAY_MS)),
]

/**
 * One garbage line, made from a good one. Some kinds are well-formed but impossible, such as a year ahead.
 */
export function spoil(line: string, random: Random): string {
  const how = spoils[below(random, spoils.length)] as Spoil
  return how(line, random)
}
