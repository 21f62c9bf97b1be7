import { expect, test } from 'vitest'

import { labelsOf, run } from './run.ts'

test('a list of customers is worked off on a day on which its clerk works', () => {
  const lists = [1, 2, 3].flatMap((seed) => {
    const { events, labels } = run({ scenario: 'honest', accounts: 150, days: 14, seed })
    return labelsOf(labels, 'oddity')
      .filter(({ name }) => name === 'call-list')
      .map(({ accounts, from, to }) => {
        const isIn = (at: number) => at >= Date.parse(from) && at < Date.parse(to)
        return events.filter(({ event, at }) => accounts.includes(event.accountId) && isIn(at)).length
      })
  })
  expect(lists.length).toBeGreaterThan(5)
  expect(lists.filter((lookUps) => lookUps === 0)).toEqual([])
})
