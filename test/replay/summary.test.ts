import { expect, it } from 'vitest'

import { summaryTable } from '../../src/replay/summary.ts'

it('the summary counts alerts on trial where there are some', () => {
  const tableOf = (alertsOnTrial: number) =>
    summaryTable({
      complete: true,
      read: 1,
      counted: 1,
      duplicates: 0,
      late: 0,
      rejected: {},
      accounts: 1,
      alerts: { low: 0, medium: 0, high: 0, critical: 0 },
      alertsOnTrial,
      revisions: 0,
      elapsedSeconds: 1,
      eventsPerSecond: 1,
      policyVersion: '1',
    })
  expect(tableOf(0)).not.toContain('on trial')
  expect(tableOf(2)).toMatch(/alerts on trial +│ +2 /)
})
