import { expect, it } from 'vitest'

import { scatteredForeign } from '../../detectors/scattered-foreign.ts'
import { TRUCKLOAD } from '../../src/core/habits/batches.ts'
import { describeDetector } from './support/describe-detector.ts'
import { colleaguesWork, createScene, scattered } from './support/scene.ts'

const { minCount, limitCount } = scatteredForeign.defaults

/** Callers without a ticket. */
const asked = { hour: 18, everyMs: 30_000, reach: 'foreign', outlets: scattered } as const

const truck = {
  lookUps: 100,
  reach: 'foreign',
  outlets: (each: number) => [`O-${500 + each}`, 'O-77'],
} as const

/** What one other outlet sends to anywhere. */
const sent = { ...truck, outlets: (each: number) => ['O-77', `O-${500 + each}`] } as const

/** A page of one outlet's parcels. */
const page = {
  lookUps: 1,
  rows: 40,
  action: 'list',
  reach: 'foreign',
  outlets: () => ['O-500', 'O-77'],
} as const

describeDetector(scatteredForeign, {
  fires: {
    'callers from everywhere, with tickets, which nobody of the role ever had': (scene) => {
      scene.learn()
      scene.work({ lookUps: 90, reach: 'foreign', outlets: scattered, ticketed: true })
    },
    'foreign waybills from everywhere to everywhere': (scene) => {
      scene.learn()
      scene.work({ lookUps: 25, reach: 'foreign', outlets: scattered })
    },
    'twice the share of a role that is asked about parcels from everywhere': (scene) => {
      scene.learn((account, day) => ({ ...asked, account, day, lookUps: 40 }))
      scene.work({ ...asked, hour: 9, lookUps: 100 })
    },
    'more than the limit allows': (scene) => {
      scene.learn()
      scene.work({ lookUps: limitCount + 10, reach: 'foreign', outlets: scattered })
    },
    'more for one destination than a truckload': (scene) => {
      scene.learn()
      scene.work({ ...truck, lookUps: TRUCKLOAD + 25, everyMs: 10_000 })
    },
    'what one other outlet sends to anywhere, as its numbers come': (scene) => {
      scene.learn()
      scene.work({ ...sent, lookUps: 25, number: (each) => 5_000_000 + each })
    },
    'a truckload, by somebody who has only just begun': (scene) => {
      colleaguesWork(scene)
      scene.work(truck)
    },
    'a truckload, on a machine new to the account': (scene) => {
      scene.learn()
      scene.work({ ...truck, device: () => 'another' })
    },
    "a row of one outlet's numbers, on a machine new to the account": (scene) => {
      scene.learn()
      scene.work({ ...truck, device: () => 'another', number: (each) => 5_000_000 + each })
    },
    "a page of one outlet's parcels, by somebody who never lists": (scene) => {
      scene.learn()
      scene.work(page)
    },
  },
  staysQuiet: {
    "a page of one outlet's parcels, where the day's round is listed": (scene) => {
      scene.learn((account, day) => ({ account, day, hour: 8, lookUps: 1, rows: 40, action: 'list' }))
      scene.work(page)
    },
    "a page of one outlet's parcels, where most of what is read is foreign": (scene) => {
      scene.learn((account, day) => ({ ...asked, account, day, lookUps: 90 }))
      scene.work(page)
    },
    'one less than the least number': (scene) => {
      scene.learn()
      scene.work({ lookUps: minCount - 1, reach: 'foreign', outlets: scattered })
    },
    'a misrouted truck: a hundred parcels from one outlet, in no order': (scene) => {
      scene.learn()
      scene.work(sent)
    },
    'a misrouted truck: a hundred parcels for one destination': (scene) => {
      scene.learn()
      scene.work(truck)
    },
    'a truckload, by a courier whose address changes every day': (scene) => {
      const mobile = (day: number) => ({ deviceId: `mobile on day ${day}` })
      scene.learn((account, day) => ({ account, day, hour: 18, lookUps: 40, ...mobile(day) }))
      scene.work({ ...truck, ...mobile(14) })
    },
    'a whole truckload': (scene) => {
      scene.learn()
      scene.work({ ...truck, lookUps: TRUCKLOAD, everyMs: 10_000 })
    },
    'a busy day of a role that is asked about parcels from everywhere': (scene) => {
      scene.learn((account, day) => ({ ...asked, account, day, lookUps: 40 }))
      scene.work({ hour: 9, lookUps: 108, everyMs: 60_000 })
      scene.work({ ...asked, lookUps: 80 })
    },
    'callers from everywhere, with tickets, which the role has': (scene) => {
      const calls = { reach: 'foreign', outlets: scattered, ticketed: true } as const
      scene.learn((account, day) => ({ ...calls, account, day, hour: 18, lookUps: 20 }))
      scene.work({ ...calls, lookUps: 60 })
    },
  },
})

it('says that a truckload was left out only if one was', () => {
  const scene = createScene(scatteredForeign)
  scene.learn()
  scene.work({ lookUps: 20, reach: 'foreign', outlets: scattered })
  expect(scene.last?.reason()).not.toContain('truckload')
  scene.work({ ...truck, day: 15 })
  scene.work({ day: 15, hour: 13, lookUps: 40, reach: 'foreign', outlets: scattered })
  expect(scene.last?.reason()).toMatch(
    /^[45]\d waybills .* known reason, not counting a possible misrouted truckload;/,
  )
})
