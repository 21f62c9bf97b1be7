import { expect, it } from 'vitest'

import { peakExport } from '../../detectors/peak-export.ts'
import { describeDetector } from './support/describe-detector.ts'
import { createScene, type Scene } from './support/scene.ts'

const { limitCount, limitTimesPeak } = peakExport.defaults

const exportOf = (records: number, day = 14, account = 'A-1') =>
  ({ account, day, hour: 14, lookUps: 1, rows: 0, records, action: 'export' }) as const

/** Colleagues who export thousands on any day, and the account so many on one of its own. */
const among = (scene: Scene, records: number, onDay = 7): void =>
  scene.learn((account, day) =>
    exportOf(account !== 'A-1' ? 5_000 : day === onDay ? records : 20, day, account),
  )

/** An account without lists, for so many days before the fourteenth. */
const atWork = (scene: Scene, days: number): void => {
  for (let day = 14 - days; day < 14; day++) scene.work({ day, lookUps: 50 })
}

describeDetector(peakExport, {
  fires: {
    'the first large export of an account, in a role that exports as much every day': (scene) => {
      among(scene, 300)
      scene.work(exportOf(limitTimesPeak * 300 + 1))
    },
    'the same in rows that the log only counts, a few at a time': (scene) => {
      among(scene, 100)
      scene.work({ lookUps: 150, everyMs: 60_000, rows: 0, records: 9, action: 'list' })
    },
    'another one, several times as large again': (scene) => {
      among(scene, 100)
      for (const [day, records] of [
        [14, 2_000],
        [15, 9_000],
      ] as const)
        scene.work(exportOf(records, day))
    },
    'an account of six days, half as many again as one that is known well': (scene) => {
      atWork(scene, 6)
      scene.work(exportOf(limitCount * 1.5))
    },
  },
  staysQuiet: {
    'one record less than the least number': (scene) => {
      among(scene, 20)
      scene.work(exportOf(limitCount - 1))
    },
    'three times what the account had on one day of the last weeks': (scene) => {
      among(scene, 1_000)
      scene.work(exportOf(3_000))
    },
    'one as large as that of some days ago': (scene) => {
      among(scene, 2_000, 10)
      scene.work(exportOf(2_500))
    },
    'an account of six days, a third more than would be enough of one that is known well': (scene) => {
      atWork(scene, 6)
      scene.work(exportOf(Math.round(limitCount * 1.33)))
    },
    'the same, five times its own highest': (scene) => {
      for (let day = 8; day < 14; day++) {
        scene.work({ day, lookUps: 50 })
        if (day === 12) scene.work(exportOf(300, day))
      }
      scene.work(exportOf(1_600))
    },
    'an account of three days, however much': (scene) => {
      atWork(scene, 3)
      scene.work(exportOf(50_000))
    },
  },
})

it('tells once of what goes on, and says what the most was', () => {
  const scene = createScene(peakExport)
  among(scene, 300)
  scene.work(exportOf(5_000))
  expect(scene.last).toMatchObject({ observed: 5_000, baseline: 'own' })
  // 300 a week ago weigh a little less by now.
  expect(scene.last?.limit).toBeGreaterThan(limitTimesPeak * 250)
  expect(scene.last?.limit).toBeLessThan(limitTimesPeak * 300)
  expect(scene.last?.reason()).toMatch(
    /^5,000 records listed, exported or only counted by the log; this account's highest day of the last weeks: about 2\d\d$/,
  )
  scene.work(exportOf(5_000, 15))
  expect(scene.last).toBeNull()
})
