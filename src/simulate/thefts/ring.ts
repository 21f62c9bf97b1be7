import { newTool } from '../company/sources.ts'
import type { Theft } from '../happening.ts'
import { between, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { createHand, foreignWaybill } from '../work/hand.ts'
import { playStints, stintsEnd, stintsStart } from './stint.ts'

const MEMBERS = 5

/** Five accounts of neighbouring outlets take turns on one machine at one address, each at a modest rate. */
export const ring: Theft = {
  name: 'ring',
  description: 'five accounts of neighbouring outlets, each modest, one machine and address behind them',
  strengths:
    '1: 60 to 110 a day each for five to eight days; below 0.6 the five together bring less than 300 a day',
  plan: (scene) => {
    const { random, strength, world } = scene
    const [first] = scene.cast(1, hasRole('outlet-clerk'))
    if (first === undefined) return null
    const isNear = hasRole('outlet-clerk', 'courier')
    const distance = (index: number) => Math.abs(index - first.outlet.index)
    const accounts = [
      first,
      ...scene.cast(MEMBERS - 1, (account) => isNear(account) && distance(account.outlet.index) <= 3),
    ]
    const days = wholeBetween(random, 5, 8)
    const perDay = between(random, 60, 110) * strength
    const firstDay = scene.firstDay(days)
    const machine = newTool(random)
    const playOf = (position: number) =>
      Array.from({ length: days }, (_, step) => {
        const fromHour = 9 + position * 2 + between(random, 0, 1)
        return { day: firstDay + step, fromHour, toHour: fromHour + between(random, 2, 4), lookUps: perDay }
      })
    const plays = accounts.map((account, position) => ({ account, stints: playOf(position) }))
    const allStints = plays.flatMap(({ stints }) => stints)
    return {
      accounts,
      fromMs: stintsStart(allStints),
      toMs: stintsEnd(allStints),
      params: { members: accounts.length, perDayEach: Math.round(perDay), days: Math.min(days, world.days) },
      acts: plays.map(({ account, stints }) => {
        const hand = createHand(scene, { account, source: machine })
        return playStints(hand, stints, (at, { day }) =>
          hand.take(at, { waybills: [foreignWaybill(scene, hand, day)] }),
        )
      }),
    }
  },
}
