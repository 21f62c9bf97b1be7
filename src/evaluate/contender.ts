import type { Severity } from '../contract/alert.ts'
import type { LookUp } from '../contract/look-up.ts'
import type { Position } from '../core/position.ts'

/** One revision of an alert, reduced to what a score needs. Never the revision that closes the alert. */
export type RaisedAlert = {
  /** Stays the same over all revisions of one alert. */
  readonly alertId: string
  readonly severity: Severity
  /** The accounts that the alert names: its entity, or the members of a ring. */
  readonly accounts: readonly string[]
  /** Event time of the look-up that raised this revision, epoch milliseconds. */
  readonly atMs: number
  /** Ids of waywarden's detectors whose signs the alert shows. Empty for the rules of others. */
  readonly detectors: readonly string[]
  /** Whether the alert is on trial. If so, it neither catches a theft nor counts as a false alarm. */
  readonly isShadow: boolean
}

/** Reads look-ups in order of arrival and raises alerts: waywarden's engine, or a rule of another product. */
export type Contender = {
  readonly name: string
  /** The alerts that this look-up raised. The list is reused: it is valid only until the next call. */
  onEvent(lookUp: LookUp, position: Position): readonly RaisedAlert[]
}
