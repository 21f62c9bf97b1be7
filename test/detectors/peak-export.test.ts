import { expect, it } from 'vitest'

import { peakExport } from '../../detectors/peak-export.ts'
import { describeDetector } from './support/describe-detector.ts'
import { createScene, type Scene } from './support/scene.ts'

const { minPeakRecords, limitTimesPeak } = peakExport.defaults

const exportOf = (records: number, day = 14, account = 'A-1') =>
  ({ account, day, hour: 14, lookUps: 1, rows: 0, records, action: 'export' }) as const

/** Colleagues who export thousands on any day, and the account so many on one of its own. */
const among = (scene: Scene, records: number, onDay = 7): void =>
  scene.learn((account, day) =>
    exportOf(account !== 'A-1' ? 5_000 : day === onDay ? records : 20, day, account),
  )

/** An account of so many days before the fourteenth, which has exported 1,000 records on the last of them. */
const atWork = (scene: Scene, days: number): void => {
  for (let day = 14 - days; day < 14; day++) scene.work({ day, lookUps: 50 })
  scene.work(exportOf(1_000, 13))
}

describeDetector(peakExport, {
  fires: {
    'the largest export of an account by far, in a role that exports as much every day': (scene) => {
      among(scene, 600)
      scene.work(exportOf(limitTimesPeak * 600 + 1))
    },
    'the same in rows that the log only counts, a few at a time': (scene) => {
      among(scene, 600)
      scene.work({ lookUps: 280, everyMs: 60_000, rows: 0, records: 9, action: 'list' })
    },
    'a larger one after one that was reported': (scene) => {
      among(scene, 600)
      scene.work(exportOf(3_000))
      scene.work(exportOf(9_000, 15))
    },
    'an account of six days, half as many again as one that is known well': (scene) => {
      atWork(scene, 6)
      scene.work(exportOf(limitTimesPeak * 1_000 * 1.5))
    },
  },
  staysQuiet: {
    'the first report of an account that has only had short lists': (scene) => {
      among(scene, minPeakRecords - 1, 13)
      scene.work(exportOf(50_000))
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
      scene.work(exportOf(limitTimesPeak * 1_000 * 1.33))
    },
    'an account of three days, however much': (scene) => {
      atWork(scene, 3)
      scene.work(exportOf(50_000))
    },
  },
})

it('tells once of what goes on, and says what the most was', () => {
  const scene = createScene(peakExport)
  among(scene, 600)
  scene.work(exportOf(3_000))
  expect(scene.last).toMatchObject({ observed: 3_000, baseline: 'own' })
  // 600 a week ago weigh a little less by now.
  expect(scene.last?.limit).toBeGreaterThan(limitTimesPeak * 450)
  expect(scene.last?.limit).toBeLessThan(limitTimesPeak * 600)
  expect(scene.last?.reason()).toMatch(
    /^3,000 records listed, exported or only counted by the log; this account's highest day of the last weeks: about [45]\d\d$/,
  )
  scene.work(exportOf(3_000, 15))
  expect(scene.last).toBeNull()
})
