import { readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import { ringDefaults } from '../../../src/contract/policy.ts'
import { ring } from '../../../src/core/ring/ring.ts'

it('says when it is wrong, and what to do, as a detector does', () => {
  for (const text of ring.falseAlarms) expect(text).toMatch(/^\S.{10,}\.$/)
  for (const step of ring.triage) expect(step).toMatch(/^Within (\d+ minutes|the hour|the day): .+[.?]$/)
  for (const technique of ring.techniques) expect(technique).toMatch(/^T\d{4}$/)
})

it('stands in detectors/README.md with its thresholds', () => {
  const readme = readFileSync(new URL('../../../detectors/README.md', import.meta.url), 'utf8')
  for (const [name, value] of Object.entries(ringDefaults)) expect(readme).toContain(`${name}: ${value}`)
})
