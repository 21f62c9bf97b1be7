import { skimming } from '../../detectors/skimming.ts'
import { describeDetector } from './support/describe-detector.ts'
import { COLLEAGUES, type Scene, type Stint } from './support/scene.ts'

const { minCount } = skimming.defaults

const reopened = { everyMs: 10_000 }

/** With the 54 of every day, everybody opens twice again what was read. */
const learnReopening = (scene: Scene): void =>
  scene.learn((account, day) => ({ ...reopened, account, day, hour: 18, lookUps: 160, times: 8 }))

const oneByOne = { hour: 18.2, lookUps: 50, everyMs: 20_000 }

/** A day's work off a list: sixty waybills are shown together, and then opened one by one, but for ten. */
const fromList = (account: string, day: number): readonly Stint[] => {
  const first = 900_000_000 + (day * 10 + Number(account.slice(2))) * 100_000
  const list = {
    day,
    hour: 18.1,
    lookUps: 1,
    rows: 60,
    number: (_: number, row: number) => first + row * 137,
  }
  return [list, { ...oneByOne, day, number: (each) => first + each * 137 }]
}

const FIVE_DAYS_WORK = 5 * 74

describeDetector(skimming, {
  fires: {
    'five times the reads of a day, and nothing opened again': (scene) => {
      learnReopening(scene)
      scene.work({ lookUps: FIVE_DAYS_WORK, everyMs: 60_000 })
    },
    'the pace of a usual day, but each waybill once': (scene) => {
      learnReopening(scene)
      scene.work({ hour: 9, lookUps: 74, everyMs: 400_000 })
    },
    'as many opened, each unmasked a minute later': (scene) => {
      learnReopening(scene)
      for (let each = 0; each < 108; each++) {
        const opened = { hour: 9 + each / 20, lookUps: 1, number: () => 800_000_000 + each * 137 }
        scene.work(opened)
        scene.work({ ...opened, hour: opened.hour + 1 / 60, action: 'reveal' })
      }
    },
  },
  staysQuiet: {
    'one waybill less than the least number': (scene) => {
      learnReopening(scene)
      scene.work({ lookUps: minCount - 1 })
    },
    'a call-list day: five times the reads, and five times the reopenings': (scene) => {
      learnReopening(scene)
      scene.work({ ...reopened, hour: 10, lookUps: 3 * FIVE_DAYS_WORK, times: 3 })
    },
    'a promotion: everybody reads some times as much, and opens no more again than on other days': (
      scene,
    ) => {
      learnReopening(scene)
      for (const account of COLLEAGUES) {
        for (let hour = 9; hour < 15; hour++) scene.work({ account, hour, lookUps: 30, everyMs: 60_000 })
        scene.work({ ...reopened, account, hour: 15, lookUps: 160, times: 8 })
      }
      scene.work({ ...reopened, hour: 16, lookUps: 160, times: 8 })
      scene.work({ hour: 16.6, lookUps: 140, everyMs: 10_000 })
    },
    'a list read to callers who have tickets, as the role has': (scene) => {
      const calls = { everyMs: 60_000, ticketed: true }
      scene.learn((account, day) => [
        { ...reopened, account, day, hour: 18, lookUps: 160, times: 8 },
        { ...calls, account, day, hour: 19, lookUps: FIVE_DAYS_WORK / 4 },
      ])
      scene.work({ ...calls, lookUps: FIVE_DAYS_WORK })
    },
    'as many waybills opened as on other days, but not from a list': (scene) => {
      const again = { ...reopened, hour: 18, lookUps: 16, times: 2 }
      scene.learn((account, day) => [{ ...again, day }, ...fromList(account, day)])
      scene.work(again)
      scene.work(oneByOne)
    },
    'labels in a row': (scene) => {
      learnReopening(scene)
      scene.work({ lookUps: 100, everyMs: 10_000, number: (each) => 9_000_000 + each })
    },
    'an ordinary day of a role that reads most waybills once': (scene) => {
      scene.learn()
      scene.work({ lookUps: 54, everyMs: 400_000 })
    },
  },
})
