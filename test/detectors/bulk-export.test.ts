import { describe, expect, it } from 'vitest'

import { bulkExport } from '../../detectors/bulk-export.ts'
import type { Reach } from '../../src/contract/look-up.ts'
import type { Habit } from '../../src/core/habits/habit.ts'
import type { View } from '../../src/core/view.ts'
import { describeDetector } from './support/describe-detector.ts'
import { createScene, type Scene } from './support/scene.ts'

const { minCount, limitCount } = bulkExport.defaults

describeDetector(bulkExport, {
  fires: {
    'a few large exports': (scene) => {
      scene.learn()
      scene.work({ lookUps: 3, rows: 200, action: 'export' })
    },
    'list pages of twenty': (scene) => {
      scene.learn()
      scene.work({ lookUps: 30, rows: 20, action: 'list' })
    },
    'pages of nine, which the log counts and does not list': (scene) => {
      scene.learn()
      scene.work({ lookUps: 30, rows: 0, records: 9, action: 'list' })
    },
    'an export of which the log gives the number alone, beyond the limit': (scene) => {
      scene.learn()
      scene.work({ lookUps: 1, rows: 0, records: limitCount * 5, action: 'export' })
    },
  },
  staysQuiet: {
    'one record less than the least number': (scene) => {
      scene.learn()
      scene.work({ lookUps: 1, rows: minCount - 1, action: 'list' })
    },
    'a list of the parcels of the day, as everybody has every morning': (scene) => {
      scene.learn((account, day) => ({ account, day, hour: 18, lookUps: 1, rows: 80, action: 'list' }))
      scene.work({ hour: 18, lookUps: 1, rows: 80, action: 'list' })
    },
    'pages of nine that the log lists: the waybills tell': (scene) => {
      scene.learn()
      scene.work({ lookUps: 30, rows: 9, action: 'list' })
    },
    'single look-ups, however many': (scene) => {
      scene.learn()
      scene.work({ lookUps: 300, everyMs: 1_000 })
    },
  },
})

describe('how grave a crossed limit of exports is', () => {
  const isExcused = (reach: Reach, exports = 3, more: Partial<Parameters<Scene['work']>[0]> = {}) => {
    const scene = createScene(bulkExport)
    scene.learn()
    scene.work({ lookUps: exports, rows: limitCount / 2, action: 'export', reach, ...more })
    expect(scene.last?.limit).not.toBeNull()
    return scene.last?.excuse === 'work'
  }

  it('is mild where the books of the own outlet may be checked, and no longer where they are too many', () => {
    expect(isExcused('own')).toBe(true)
    expect(isExcused('own', 8)).toBe(false)
  })

  it('is not where the books go to a machine that is new to the account, unless new ones are usual', () => {
    expect(isExcused('own', 3, { deviceId: 'tool' })).toBe(false)
    const excuseWhereUsual = (share: number) => {
      const scene = createScene({
        ...bulkExport,
        detect: (view, given) => bulkExport.detect(onNewOnes(view, share), given),
      })
      scene.learn()
      scene.work({ lookUps: 3, rows: limitCount / 2, action: 'export', reach: 'own', deviceId: 'phone' })
      expect(scene.last?.limit).not.toBeNull()
      return scene.last?.excuse
    }
    expect([0.4, 0.6, 1].map(excuseWhereUsual)).toEqual([undefined, 'work', 'work'])
  })

  it('is not where they are of other outlets, or the log does not say of which', () => {
    expect(isExcused('foreign')).toBe(false)
    expect(isExcused('unknown')).toBe(false)
  })
})

/** The same account, which does this share of its work on machines that are new. */
const onNewOnes = (view: View, share: number): View => {
  const ofDay = () => ({ ...view.usual().day, mean: share * view.usual().day.mean })
  return Object.create(view, {
    usualToday: {
      value: (habit: Habit) => (habit === 'newSource' ? ofDay() : view.usualToday(habit)),
    },
  }) as View
}
