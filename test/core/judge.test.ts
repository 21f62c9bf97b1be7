import { describe, expect, it } from 'vitest'

import { exposureCeiling } from '../../detectors/exposure-ceiling.ts'
import { recordLimit } from './support/limits.ts'
import { lookUp, waybills } from './support/look-ups.ts'
import { createRun } from './support/run.ts'

describe('a limit that was crossed', () => {
  it('speaks with its own severity, however much was read', () => {
    for (const severity of ['low', 'medium', 'high', 'critical'] as const) {
      const run = createRun([recordLimit('a-limit', severity, 10)])
      run.take(lookUp(1, { waybills: waybills(0, 5_000) }))
      expect(run.revisions.map((each) => each.severity)).toEqual([severity])
    }
  })

  it('speaks with the severity that the policy gives it', () => {
    const run = createRun([exposureCeiling], { detectors: { 'exposure-ceiling': { severity: 'low' } } })
    run.take(lookUp(1, { waybills: waybills(0, exposureCeiling.defaults.maxUnexplainedRecords + 1) }))
    expect(run.revisions.map(({ severity }) => severity)).toEqual(['low'])
  })

  it('is a sure thing: its risk is high', () => {
    const run = createRun([exposureCeiling])
    run.take(lookUp(1, { waybills: waybills(0, exposureCeiling.defaults.maxUnexplainedRecords + 1) }))
    expect(run.revisions[0]?.riskScore).toBeGreaterThan(75)
  })
})

describe('the policy of a role', () => {
  const overTen = recordLimit('over-ten', 'medium', 10)

  it('applies to a role whose name is longer than what the state keeps of it', () => {
    const role = 'customer-service-supervisor'
    const document = { overrides: { roles: { [role]: { 'over-ten': { maxRecords: 100 } } } } }
    const run = createRun([overTen], document)
    run.take(lookUp(1, { role, waybills: waybills(0, 50) }))
    expect(run.revisions).toHaveLength(0)
    run.take(lookUp(2, { role: 'customer-service-clerk', waybills: waybills(100, 50) }))
    expect(run.revisions).toHaveLength(1)
  })

  it('applies to look-ups that do not say the role, as it was last seen', () => {
    const run = createRun([overTen], {
      overrides: { roles: { auditor: { 'over-ten': { maxRecords: 100 } } } },
    })
    run.take(lookUp(1, { role: 'auditor', waybills: [] }))
    run.take(lookUp(2, { role: null, waybills: waybills(0, 50) }))
    expect(run.revisions).toHaveLength(0)
  })
})
