import { expect, it } from 'vitest'

import { unmasking } from '../../detectors/unmasking.ts'
import { describeDetector } from './support/describe-detector.ts'
import { ACCOUNT, createScene } from './support/scene.ts'

const { minCount, limitCount } = unmasking.defaults

/** A third of the waybills is unmasked every day. */
const desk = (account: string, day?: number) =>
  [
    { hour: 16, lookUps: 20 },
    { hour: 18, lookUps: 10, action: 'reveal' as const },
  ].map((stint) => ({ ...stint, account, everyMs: 10_000, ...(day === undefined ? {} : { day }) }))

describeDetector(unmasking, {
  fires: {
    'many names and numbers made visible, where it is rare': (scene) => {
      scene.learn()
      scene.work({ lookUps: limitCount - 1, action: 'reveal' })
    },
    'more than the limit allows': (scene) => {
      scene.learn()
      scene.work({ lookUps: limitCount * 2, action: 'reveal' })
    },
  },
  staysQuiet: {
    'one less than the least number': (scene) => {
      scene.learn()
      scene.work({ lookUps: minCount - 1, action: 'reveal' })
    },
    'calls to recipients, as everybody makes them': (scene) => {
      scene.learn((account, day) => ({ account, day, hour: 18, lookUps: 30, action: 'reveal' }))
      scene.work({ hour: 18, lookUps: 30, action: 'reveal' })
    },
    'a day five times as busy with as large a share of them': (scene) => {
      scene.learn(desk)
      for (const stint of desk(ACCOUNT)) scene.work({ ...stint, lookUps: 5 * stint.lookUps })
    },
    'calls for which nothing was made visible': (scene) => {
      scene.learn()
      scene.work({ lookUps: limitCount * 2, everyMs: 1_000, action: 'reveal', outcome: 'denied' })
    },
    'look-ups that leave the fields masked': (scene) => {
      scene.learn()
      scene.work({ lookUps: 300, everyMs: 1_000 })
    },
  },
})

it('is a limit crossed where a day is busy with nothing else: what is unmasked does not excuse itself', () => {
  const scene = createScene(unmasking)
  scene.learn(desk)
  scene.work({ hour: 18, everyMs: 10_000, lookUps: 2 * limitCount, action: 'reveal' })
  expect(scene.last?.limit).toBe(limitCount)
})
