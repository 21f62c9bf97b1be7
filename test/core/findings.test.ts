import { describe, expect, it } from 'vitest'

import { numberGuessing } from '../../detectors/number-guessing.ts'
import { createScene } from '../detectors/support/scene.ts'

const { limitCount, limitTimesUsual } = numberGuessing.defaults

describe('the limit of a habit', () => {
  it('is crossed by its count, and by none less', () => {
    const scene = createScene(numberGuessing)
    scene.learn()
    scene.work({ lookUps: limitCount - 1, outcome: 'not_found' })
    expect(scene.last).toMatchObject({ limit: null })
    scene.work({ hour: 10.7, lookUps: 1, outcome: 'not_found' })
    expect(scene.last).toMatchObject({ limit: limitCount, observed: limitCount })
  })

  it('waits for more where more is usual', () => {
    const scene = createScene(numberGuessing)
    scene.learn((account, day) => ({ account, day, hour: 18, lookUps: 40, outcome: 'not_found' }))
    scene.work({ hour: 18, lookUps: limitCount * 2, everyMs: 10_000, outcome: 'not_found' })
    expect(scene.last?.limit ?? null).toBeNull()
    scene.work({ hour: 19, lookUps: 50 * limitTimesUsual, everyMs: 10_000, outcome: 'not_found' })
    expect(scene.last?.limit).toBeGreaterThan(limitCount * 2)
  })

  it('is not crossed where days of the role differ by as much', () => {
    const scene = createScene(numberGuessing)
    const onSomeDays = (account: string, day: number) => (day + Number(account.slice(2))) % 3 === 0
    scene.learn((account, day) => ({
      account,
      day,
      hour: 18,
      lookUps: onSomeDays(account, day) ? limitCount * 0.9 : 0,
      everyMs: 10_000,
      outcome: 'not_found',
    }))
    scene.work({ hour: 18, lookUps: limitCount, everyMs: 10_000, outcome: 'not_found' })
    expect(scene.last).toBeNull()
  })

  it('is not known before the role is', () => {
    const scene = createScene(numberGuessing)
    scene.work({ lookUps: limitCount * 3, everyMs: 1_000, outcome: 'not_found' })
    expect(scene.last).toMatchObject({ limit: null })
  })
})

it('where more is read than usual, what is usual is that of a day as busy, and the reason says so where it is more', () => {
  const reasonOn = (read: number) => {
    const scene = createScene(numberGuessing)
    scene.learn()
    if (read > 0) scene.work({ hour: 9, lookUps: read, everyMs: 10_000 })
    scene.work({ lookUps: 30, everyMs: 60_000, outcome: 'not_found' })
    return scene.last?.reason()
  }
  expect(reasonOn(0)).toMatch(/; usual for this account and its role: almost none a day$/)
  expect(reasonOn(120)).toBe(reasonOn(0))
})

it('says what is only assumed', () => {
  const reasonOf = (isKnown: boolean) => {
    const scene = createScene(numberGuessing)
    if (isKnown) scene.learn((account, day) => ({ account, day, hour: 7, lookUps: 1 }))
    scene.work({ lookUps: 30, everyMs: 60_000, outcome: 'not_found' })
    return scene.last?.reason()
  }
  expect(reasonOf(true)).toContain('; usual for this account and its role: ')
  expect(reasonOf(false)).toMatch(/; assumed for this account and its role until more is known: .* a day$/)
})
