import type { LookUp, Waybill } from '../../contract/look-up.ts'

/**
 * A rule of another product, translated to look-ups: a file downloaded there is a waybill shown here.
 * Whatever the translation leaves open is decided in the rule's favour. Rows that a log counts without
 * listing are visible to it, and a scheduled rule alerts at once.
 */
export type Rule = {
  /** The name for `--against` and in tables. */
  readonly name: string
  /** Product, rule, and the published default. */
  readonly title: string
  /** Where the default is published; null for a rule that nobody ships. */
  readonly source: string | null
  /** Starts the rule afresh for one run. `zoneMs` is the company's offset from UTC. */
  readonly start: (zoneMs: number) => RuleJudge
}

/** The id of the alert that this look-up raises, or null. The same id means the same alert. */
export type RuleJudge = (lookUp: LookUp) => string | null

/** A number that identifies a waybill: 53 bits of its token. */
export const tokenOf = ({ hi, lo }: Waybill): number => (hi >>> 0) * 2_097_152 + (lo >>> 11)
