import type { Severity } from '../contract/alert.ts'
import type { LookUp } from '../contract/look-up.ts'
import type { Position } from '../core/position.ts'

/** One revision of an alert, as far as a score needs it. Closed and shadow ones are none. */
export type RaisedAlert = {
  /** The same over all revisions of one alert. */
  readonly alertId: string
  readonly severity: Severity
  /** The accounts it names: its entity, or the members of a ring. */
  readonly accounts: readonly string[]
  /** Event time of the look-up that raised this revision, epoch milliseconds. */
  readonly atMs: number
}

/** Something that reads look-ups in order of arrival and raises alerts: our engine, or a rule of somebody else. */
export type Contender = {
  readonly name: string
  /** What this look-up raised. The list is only good until the next call. */
  onEvent(lookUp: LookUp, position: Position): readonly RaisedAlert[]
}
