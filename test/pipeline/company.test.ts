import { expect, it } from 'vitest'

import { scoreLog, simulateLog } from './company.ts'
import { lastRevisions, shareThatDiffers } from './incidents.ts'

it('a company spread over twelve lanes has the alerts that it has in one, but for few', async () => {
  const log = simulateLog({ seed: 1, days: 14 })
  const one = await scoreLog(log, { lanes: 1, isShared: false })
  const many = await scoreLog(log, { lanes: 12, isShared: true })
  const differing = (least: 'low' | 'medium') =>
    shareThatDiffers(lastRevisions(one, least), lastRevisions(many, least))
  expect(lastRevisions(one, 'medium').length).toBeGreaterThan(40)
  expect(differing('medium')).toBeLessThanOrEqual(0.02)
  expect(differing('low')).toBeLessThanOrEqual(0.08)
}, 600_000)
