import { expect, it } from 'vitest'

import { honeyWaybill } from '../../detectors/honey-waybill.ts'
import type { View } from '../../src/core/view.ts'
import { describeDetector } from './support/describe-detector.ts'
import { DECOY } from './support/scene.ts'

describeDetector(honeyWaybill, {
  fires: {
    'a decoy, at the first look-up of an account': (scene) => {
      scene.work({ lookUps: 1, number: () => DECOY })
    },
    'a decoy that was not found': (scene) => {
      scene.work({ lookUps: 1, number: () => DECOY, outcome: 'not_found' })
    },
    'a decoy that was denied': (scene) => {
      scene.work({ lookUps: 1, number: () => DECOY, outcome: 'denied' })
    },
    'a decoy said to be of the own outlet, with a ticket': (scene) => {
      scene.learn()
      scene.work({ lookUps: 1, number: () => DECOY, reach: 'own', ticketed: true })
    },
    'a decoy looked up again': (scene) => {
      scene.work({ lookUps: 2, number: () => DECOY })
    },
  },
  staysQuiet: {
    'numbers beside a decoy': (scene) => {
      scene.work({ lookUps: 40, number: (each) => DECOY + (each < 20 ? each - 20 : each - 19) })
    },
    'a decoy that somebody else looked up': (scene) => {
      scene.work({ account: 'A-2', lookUps: 1, number: () => DECOY })
      scene.work({ lookUps: 5 })
    },
    'ordinary work': (scene) => {
      scene.learn()
      scene.work({ lookUps: 30 })
    },
  },
})

it('needs a decoy, whatever the policy says', () => {
  const detect = (honeyWaybills: number) =>
    honeyWaybill.detect({ honeyWaybills } as View, { minHoneyWaybills: 0 })
  expect(detect(0)).toBeNull()
  expect(detect(1)).toMatchObject({ observed: 1, limit: 0 })
})

it('counts decoys as one speaks of them', () => {
  const reasonOf = (honeyWaybills: number) =>
    honeyWaybill.detect({ honeyWaybills } as View, honeyWaybill.defaults)?.reason()
  expect(reasonOf(1)).toMatch(/^1 decoy in/)
  expect(reasonOf(2)).toMatch(/^2 decoys in/)
})
