import type { LookUp, Waybill } from '../../contract/look-up.ts'

/**
 * A rule of somebody else, made to read look-ups: a file downloaded there is a waybill shown here. Everything that the
 * translation leaves open is decided in the rule's favour: rows that a log counts without listing are seen, and a rule that
 * runs on a schedule speaks at once.
 */
export type Rule = {
  /** As `--against` takes it, and as tables show it. */
  readonly name: string
  /** Product, rule, and the published default. */
  readonly title: string
  /** Where the default is published; null for what nobody ships. */
  readonly source: string | null
  /** A run of its own. `zoneMs` is the company's offset from UTC. */
  readonly start: (zoneMs: number) => RuleJudge
}

/** Null, or what the alert is about: the same text is the same alert. */
export type RuleJudge = (lookUp: LookUp) => string | null

/** One number for a waybill: 53 bits of its token. */
export const tokenOf = ({ hi, lo }: Waybill): number => (hi >>> 0) * 2_097_152 + (lo >>> 11)
