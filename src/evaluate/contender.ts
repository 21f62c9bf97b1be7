import type { Severity } from '../contract/alert.ts'
import type { LookUp } from '../contract/look-up.ts'
import type { Position } from '../core/position.ts'

/** One revision of an alert, as far as a score needs it. The one that closes it is none. */
export type RaisedAlert = {
  /** The same over all revisions of one alert. */
  readonly alertId: string
  readonly severity: Severity
  /** The accounts it names: its entity, or the members of a ring. */
  readonly accounts: readonly string[]
  /** Event time of the look-up that raised this revision, epoch milliseconds. */
  readonly atMs: number
  /** Those of ours whose signs it shows. */
  readonly detectors: readonly string[]
  /** It is on trial: it catches no theft, and is no false alarm. */
  readonly isShadow: boolean
}

/** Something that reads look-ups in order of arrival and raises alerts: our engine, or a rule of somebody else. */
export type Contender = {
  readonly name: string
  /** What this look-up raised. The list is only good until the next call. */
  onEvent(lookUp: LookUp, position: Position): readonly RaisedAlert[]
}
