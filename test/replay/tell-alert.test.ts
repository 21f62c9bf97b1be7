import colors from 'picocolors'
import { expect, it } from 'vitest'

import type { Alert } from '../../src/contract/alert.ts'
import { HOUR_MS } from '../../src/contract/time-units.ts'
import { tellAlert } from '../../src/replay/tell-alert.ts'

const alert: Alert = {
  schema: 'waywarden.alert/1',
  alertId: 'A-1/m1',
  revision: 3,
  status: 'updated',
  entity: { type: 'account', id: 'A-1', role: 'courier' },
  severity: 'high',
  riskScore: 90,
  detectedAt: '2026-03-09T01:00:00.000Z',
  updatedAt: '2026-03-09T09:30:00.000Z',
  firstEventAt: '2026-03-08T06:00:00.000Z',
  lastEventAt: '2026-03-09T09:30:00.000Z',
  exposure: { records: 120, distinctWaybills: 100 },
  signals: [],
  reason: 'much was read',
  recommendedAction: 'review',
  evidence: {},
  policyVersion: '1',
}

const tell = (more: Partial<Alert> = {}): string =>
  tellAlert({ ...alert, ...more }, 8 * HOUR_MS, colors.createColors(false))

it('tells of an account in one line, and since when so much has leaked', () => {
  expect(tell()).toBe(
    '2026-03-09 17:30  high      grew    A-1, courier: much was read (120 records so far, since 14:00 on 8 March)',
  )
})

it('says that an alert is on trial', () => {
  expect(tell({ shadow: true })).toContain('grew    on trial: A-1, courier')
})

it('says how many of the records have no known reason', () => {
  expect(tell({ exposure: { ...alert.exposure, unexplainedRecords: 70 } })).toContain(
    '(120 records so far, since 14:00 on 8 March, 70 without a known reason in a day)',
  )
})

it('counts one record as one', () => {
  expect(tell({ exposure: { ...alert.exposure, records: 1 } })).toContain('(1 record so far')
})

it('names the members of a ring, some of whom the sentence may not count', () => {
  const line = tell({
    entity: { type: 'outlet', id: 'O-1' },
    members: [{ id: 'A-1' }, { id: 'A-2' }, { id: 'A-3' }],
    reason: '2 accounts worked for outlet O-1; since 09:00 on 9 March',
  })
  expect(line).toContain(
    ' ring of A-1, A-2, A-3: 2 accounts worked for outlet O-1; since 09:00 on 9 March (120 records so far, that day)',
  )
})

it('writes nothing of the log onto the screen that would move its cursor', () => {
  const line = tell({ alertId: 'A\u001b[2J/m1', status: 'open', reason: 'much\nwas read' })
  expect(line).toContain('A\\u001b[2J/m1')
  expect(line).toContain('much\\u000awas read')
})
