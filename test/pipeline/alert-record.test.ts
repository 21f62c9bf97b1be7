import { expect, it } from 'vitest'

import type { AlertSignal } from '../../src/contract/alert.ts'
import type { OpenAlert } from '../../src/core/alerts/open-alert.ts'
import { alertRecord } from '../../src/pipeline/alert-record.ts'
import { recordLimit } from '../core/support/limits.ts'
import { lookUp } from '../core/support/look-ups.ts'
import { createRun } from '../core/support/run.ts'

const key = new TextEncoder().encode('sixteen bytes or more')

/** An alert with one signal, of which so much is usual. */
function alertExpecting(expected: number): OpenAlert {
  const run = createRun([recordLimit('any', 'medium', 0)])
  run.take(lookUp(1))
  const [alert] = run.revisions
  const [signal] = alert?.signals ?? []
  if (alert === undefined || signal === undefined) throw new Error('no alert')
  return { ...alert, signals: [{ ...signal, expected } satisfies AlertSignal] }
}

it.each([
  [3.4829384, 3.48],
  [0.0123456, 0.0123],
  [0, 0],
  [42.04999, 42],
  [99.96, 100],
  [1234.5678, 1235],
  [20_001, 20_001],
])('what is usual leaves with three digits, and whole where it has more: %s', (expected, written) => {
  const { signals } = alertRecord(alertExpecting(expected), key)
  expect(signals.map((signal) => signal.expected)).toEqual([written])
})

it('every other number of a signal leaves as it is', () => {
  const alert = alertExpecting(3)
  expect(alertRecord(alert, key).signals).toEqual(alert.signals)
})

it('records without a known reason leave where they are counted beside the others: of an account', () => {
  const alert = { ...alertExpecting(3), records: 178, unexplainedRecords: 40 }
  expect(alertRecord(alert, key).exposure.unexplainedRecords).toBe(40)
  const ring = { ...alert, entity: { type: 'device', id: 'pda-1' } as const }
  expect(alertRecord(ring, key).exposure).not.toHaveProperty('unexplainedRecords')
})

it('the waybills of the revision leave, not what is estimated since', () => {
  const estimates = { distinctWaybills: 120.4, foreignWaybills: 60.2 }
  const alert = {
    ...alertExpecting(3),
    records: 178,
    ...estimates,
    publishedDistinct: 110,
    publishedForeign: 50,
  }
  const said = { records: 178, distinctWaybills: 110, foreignWaybills: 50 }
  expect(alertRecord(alert, key).exposure).toMatchObject(said)
  expect(alertRecord({ ...alert, foreignWaybills: null }, key).exposure.foreignWaybills).toBeNull()
})

it.each([
  ['low', 0, 0],
  ['low', 500, 12.5],
  ['medium', 500, 37.5],
  ['high', 0, 50],
  ['critical', 1_000_000, 100],
] as const)(
  'risk sorts by severity, and within it by what was exposed: %s, %s records',
  (severity, records, risk) => {
    expect(alertRecord({ ...alertExpecting(3), severity, records }, key).riskScore).toBe(risk)
  },
)

it('waybill tokens leave under the key of alerts, and have nothing in common under two keys', () => {
  const alert = alertExpecting(3)
  const seen = ['0123456789abcdef', 'fedcba9876543210']
  const tokensUnder = (text: string) => {
    const told = { ...alert, evidence: { ...alert.evidence, waybillTokens: seen } }
    return alertRecord(told, new TextEncoder().encode(text)).evidence.waybillTokens ?? []
  }
  const tokens = tokensUnder('sixteen bytes or more')
  expect(tokens[0]).toBe('3306d23e805d3051fbcd8f5845b94f0ab17c7ecbaa988e7731d89bb6f00b595e')
  expect(tokensUnder('sixteen bytes or more')).toEqual(tokens)
  expect(new Set([...tokens, ...tokensUnder('sixteen other bytes'), ...seen]).size).toBe(6)
})
