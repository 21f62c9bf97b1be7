import type { Account } from '../company/accounts.ts'
import type { Theft } from '../happening.ts'
import { between, wholeBetween } from '../random/draws.ts'
import { foreignWaybill } from '../work/hand.ts'
import { playTheft } from './play-theft.ts'
import { officeHours, workingDays } from './stint.ts'

/** A service agent, whose work is foreign anyway, adds look-ups without a ticket every day. */
export const customerServiceDrip: Theft = {
  name: 'customer-service-drip',
  description: 'a service agent adds look-ups without a ticket, day after day',
  strengths:
    '1: 70 to 130 % of the usual day on top for eight to twelve days; below 0.5 within the days of colleagues',
  plan: (scene) => {
    const { random, strength } = scene
    const [account] = scene.cast(1, isBusyAgent)
    if (account === undefined) return null
    const days = wholeBetween(random, 8, 12)
    const onTop = between(random, 0.7, 1.3) * strength
    const firstDay = Math.max(0, Math.min(scene.firstDay(days), scene.world.days - days))
    const stints = workingDays(account, firstDay, days).map((day) => {
      return { day, ...officeHours(account), lookUps: account.habits.waybillsPerDay * onTop }
    })
    const params = {
      shareOnTop: Number(onTop.toFixed(2)),
      usualPerDay: Math.round(account.habits.waybillsPerDay),
    }
    return playTheft(scene, { account, source: account.source, stints, params }, (hand, { day }) => {
      return { waybills: [foreignWaybill(scene, hand, day)] }
    })
  },
}

/** An agent with at least the role's usual amount: a share of less would not be worth selling. */
const isBusyAgent = ({ role, habits }: Account): boolean =>
  role.name === 'customer-service' && habits.waybillsPerDay >= role.waybillsPerDay
