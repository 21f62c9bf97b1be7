import { lastingSkim } from '../../detectors/lasting-skim.ts'
import { describeDetector } from './support/describe-detector.ts'
import type { Scene } from './support/scene.ts'

const { minDistinct } = lastingSkim.defaults

const FOUR_DAYS = [14, 15, 16, 17]
const often = { everyMs: 10_000 }

/** With the 54 of every day: 74 waybills a day, each opened twice again. */
const learnReopening = (scene: Scene): void =>
  scene.learn((account, day) => ({ ...often, account, day, hour: 18, lookUps: 160, times: 8 }))

/** A day's work of the account, with its reopenings. */
const workFor = (timesUsual: number, day: number) => ({
  ...often,
  day,
  hour: 8,
  lookUps: 3 * 74 * timesUsual,
  times: 3,
})

/** So many times a usual day's waybills, each read once. */
const readOnce = (timesUsual: number, day: number) => ({
  ...workFor(timesUsual, day),
  lookUps: 74 * timesUsual,
  times: 1,
})

describeDetector(lastingSkim, {
  fires: {
    'the day after one on which three times as many were read once': (scene) => {
      learnReopening(scene)
      scene.work(readOnce(3, 14))
      scene.work(workFor(1, 15))
    },
    'days on which twice the usual work is read once, beside that work': (scene) => {
      learnReopening(scene)
      for (const day of FOUR_DAYS) {
        scene.work(workFor(1, day))
        scene.work({ ...readOnce(2, day), hour: 14 })
      }
      scene.work(workFor(1, 18))
    },
    'the second day of such reading after a week of absence': (scene) => {
      learnReopening(scene)
      scene.work(readOnce(3, 19))
      scene.work(readOnce(3, 20))
      scene.work(workFor(1, 21))
    },
    'the least number of waybills, two days after': (scene) => {
      learnReopening(scene)
      scene.work(readOnce(3, 14))
      scene.work({ day: 16, lookUps: minDistinct })
    },
  },
  staysQuiet: {
    'the first day after a week of absence, on which whatever is opened again seems new': (scene) => {
      learnReopening(scene)
      scene.work(readOnce(3, 19))
      scene.work(workFor(1, 20))
    },
    'one waybill less than the least number, two days after': (scene) => {
      learnReopening(scene)
      scene.work(readOnce(3, 14))
      scene.work({ day: 16, lookUps: minDistinct - 1 })
    },
    'four days of three times the usual work, opened again as usual': (scene) => {
      learnReopening(scene)
      for (const day of FOUR_DAYS) scene.work(workFor(3, day))
      scene.work(workFor(1, 18))
    },
    "the day after one on which as much as a usual day's work was read once": (scene) => {
      learnReopening(scene)
      scene.work(readOnce(1, 14))
      scene.work(workFor(1, 15))
    },
    'usual days': (scene) => {
      learnReopening(scene)
      for (const day of FOUR_DAYS) scene.work(workFor(1, day))
    },
    'the first days of an account that does much': (scene) => {
      for (const day of [0, 1, 2]) scene.work(readOnce(3, day))
    },
  },
})
