import { describe, expect, it } from 'vitest'

import { formatDuration, parseDuration } from '../../src/contract/duration.ts'

describe('a duration', () => {
  it.each([
    ['PT10M', 600_000],
    ['PT1H30M', 5_400_000],
    ['P7D', 604_800_000],
    ['P2W', 1_209_600_000],
    ['P1DT1S', 86_401_000],
    ['PT0.25S', 250],
    ['PT0.001S', 1],
    ['PT0S', 0],
  ])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms))

  it.each(['PT10M', 'PT1H30M', 'P7D', 'P1DT1S', 'PT0.25S', 'PT0S'])('%s is written so', (text) =>
    expect(formatDuration(parseDuration(text) ?? -1)).toBe(text),
  )

  it.each(['', 'P', 'PT', 'P1DT', '10m', 'PT1.5H', 'P1Y', 'P1M', '-PT1H', 'PT1H ', 'P1W2D', 'PT0.0001S'])(
    '%j is none',
    (text) => expect(parseDuration(text)).toBeNull(),
  )
})
