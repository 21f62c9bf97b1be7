import type { Label } from '../../contract/label.ts'
import { dayStart, START_MS } from '../calendar.ts'
import { honeyWaybills } from '../company/honey.ts'
import type { Placed } from '../happening.ts'
import type { Happenings } from '../place.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { World } from '../world.ts'

/** A label of a simulation leaves nothing out. */
export type SimulatedLabel = Whole<Label>
type Whole<Kind> = Kind extends Label ? Required<Kind> : never

/**
 * The labels known before the first event: the company, its accounts, and the thefts and oddities to come.
 */
export function openingLabels(
  world: World,
  scenario: Scenario,
  { thefts, oddities }: Happenings,
): SimulatedLabel[] {
  const [startMs, endMs] = [dayStart(0), dayStart(world.days)]
  const iso = (atMs: number): string => new Date(atMs - START_MS + world.startMs).toISOString()
  const episode = ({ id, name, accounts, fromMs, toMs }: Placed) => ({
    id,
    name,
    accounts: accounts.map(({ accountId }) => accountId),
    from: iso(Math.max(startMs, fromMs)),
    to: iso(Math.min(endMs, toMs)),
  })
  return [
    {
      kind: 'company',
      seed: world.seed,
      from: iso(startMs),
      to: iso(endMs),
      accounts: world.accounts.length,
      days: world.days,
      scenario: scenario.name,
      honeyWaybills: honeyWaybills(world.seed).map(({ no }) => no),
    },
    ...world.accounts.map(({ accountId, role, workplace }) => {
      return { kind: 'account' as const, accountId, role: role.name, outletId: workplace.id }
    }),
    ...thefts.map((theft) => {
      return {
        kind: 'theft' as const,
        ...episode(theft),
        strength: theft.strength,
        params: theft.params ?? {},
      }
    }),
    ...oddities.map((oddity) => ({ kind: 'oddity' as const, ...episode(oddity) })),
  ]
}
