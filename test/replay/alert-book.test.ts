import { describe, expect, it } from 'vitest'

import type { Alert } from '../../src/contract/alert.ts'
import { createAlertBook } from '../../src/replay/alert-book.ts'

type Revision = Pick<Alert, 'severity'> & Partial<Pick<Alert, 'alertId' | 'status' | 'shadow'>>

/** Which of the revisions a person hears of, and what the book holds in the end. */
const take = (...revisions: readonly Revision[]) => {
  const book = createAlertBook()
  const heard = revisions.map((revision) =>
    book.take({ alertId: 'A-1/1', status: 'updated', ...revision } as Alert),
  )
  return { heard, counts: book.count(), onTrial: book.onTrial, revisions: book.revisions }
}

describe('the alerts of a replay', () => {
  it('are told when they are new and when their severity changes, and count at the last one', () => {
    const told = take({ severity: 'low' }, { severity: 'low' }, { severity: 'high' }, { severity: 'medium' })
    expect(told).toEqual({
      heard: [true, false, true, true],
      counts: { low: 0, medium: 1, high: 0, critical: 0 },
      onTrial: 0,
      revisions: 4,
    })
  })

  it('are told again when they go on after they were closed', () => {
    const { heard } = take(
      { severity: 'low' },
      { severity: 'low', status: 'closed' },
      { severity: 'low' },
      { severity: 'low' },
    )
    expect(heard).toEqual([true, false, true, false])
  })

  it('are counted apart while they are on trial, and told again when they are meant', () => {
    const trial = { severity: 'high', shadow: true } as const
    expect(take(trial, trial)).toMatchObject({ heard: [true, false], counts: { high: 0 }, onTrial: 1 })
    expect(take(trial, { severity: 'high' })).toMatchObject({
      heard: [true, true],
      counts: { high: 1 },
      onTrial: 0,
    })
  })
})
