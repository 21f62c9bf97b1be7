import { readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import { ringDefaults } from '../../../src/contract/policy.ts'
import { readRingAlertId } from '../../../src/core/ring/ring-fold.ts'
import { ring } from '../../../src/core/ring/ring.ts'

it('says what it looks for, why, what it does not see, when it is wrong, and what to do, as a detector does', () => {
  for (const text of [ring.title, ring.why]) expect(text.trim().length).toBeGreaterThan(20)
  for (const text of [...ring.blindSpots, ...ring.falseAlarms]) expect(text).toMatch(/^\S.{10,}\.$/)
  for (const step of ring.triage) expect(step).toMatch(/^Within (\d+ minutes|the hour|the day): .+[.?]$/)
  for (const technique of ring.techniques) expect(technique).toMatch(/^T\d{4}$/)
})

it('is told by the id of its alert, and an account is not', () => {
  for (const key of ['device:pc-1', 'source:10.0.0.1', 'outlet:130407/02'])
    expect(readRingAlertId(`${key}/20521`)).toEqual({ alertId: `${key}/20521`, key })
  for (const id of ['10.0.0.1/20521', 'device:pc-1', 'u1/mm9z1dz0-5d0c1e7a'])
    expect(readRingAlertId(id)).toBeNull()
})

it('stands in detectors/README.md with its thresholds', () => {
  const readme = readFileSync(new URL('../../../detectors/README.md', import.meta.url), 'utf8')
  const thresholds = Object.entries(ringDefaults).map(([name, value]) => `\`${name}: ${String(value)}\``)
  expect(readme).toContain(
    `| \`${ring.id}\` (\`src/core/ring/\`) | ${ring.title} | second pass | ${thresholds.join(', ')} |`,
  )
})
