import { describe, expect, it } from 'vitest'

import { hintOf } from '../../src/replay/summary.ts'

describe('the hint under a summary', () => {
  const tally = { read: 100, counted: 100, duplicates: 0, late: 0, rejected: {} }

  it('is none where most of the file is of use', () => {
    expect(hintOf(tally)).toBeNull()
    expect(hintOf({ ...tally, late: 30, rejected: { not_json: 10, too_late: 20 } })).toBeNull()
    expect(hintOf({ ...tally, read: 0, counted: 0 })).toBeNull()
  })

  it('says what is probably wrong where most is not', () => {
    expect(hintOf({ ...tally, rejected: { not_json: 60 } })).toContain('gzip')
    expect(hintOf({ ...tally, late: 40, rejected: { too_late: 20 } })).toContain('order of their times')
  })
})
