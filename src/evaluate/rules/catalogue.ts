import { misused } from '../../contract/errors.ts'
import type { Contender, RaisedAlert } from '../contender.ts'
import { fixedHourly } from './fixed-hourly.ts'
import type { Rule } from './rule.ts'
import { shippedRules } from './shipped-rules.ts'
import { sixSigma } from './six-sigma.ts'

/** Every rule that `--against` knows: six as vendors ship them, and two that teams typically write first. */
export const rules: readonly Rule[] = [...shippedRules, fixedHourly, sixSigma]

/** Rules by name, in the order of the catalogue; `all` is every one. Throws `usage_invalid` with the list. */
export const findRules = (names: readonly string[]): readonly Rule[] => {
  const known = rules.map((rule) => rule.name)
  const strange = names.filter((name) => name !== 'all' && !known.includes(name))
  if (strange.length > 0) {
    throw misused(
      `no rule "${strange.join('", "')}"; choose from all, ${known.join(', ')}. Put files before --against, which takes every word after it`,
      strange,
    )
  }
  return rules.filter((rule) => names.includes('all') || names.includes(rule.name))
}

const NOTHING: readonly RaisedAlert[] = []

/**
 * The rule as a contender. All its alerts are medium: the vendors' severities are for other kinds of harm.
 */
export const createRuleContender = ({ name, start }: Rule, zoneMs: number): Contender => {
  const judge = start(zoneMs)
  return {
    name,
    onEvent: (lookUp) => {
      const alertId = judge(lookUp)
      if (alertId === null) return NOTHING
      const { accountId, occurredAt: atMs } = lookUp
      return [{ alertId, severity: 'medium', accounts: [accountId], atMs, detectors: [], isShadow: false }]
    },
  }
}
