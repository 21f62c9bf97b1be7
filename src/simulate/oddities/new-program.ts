import { dayStart } from '../calendar.ts'
import type { Oddity } from '../happening.ts'
import { FOREVER_MS } from '../work/change.ts'

const MORNINGS = 3
const DAYS = 5
const PROGRAM = 'station-pda/1.0 HarmonyOS/5'

/** Assumed: all handhelds get a new program, a third of the outlets each morning. Nothing else changes. */
export const newProgram: Oddity = {
  name: 'new-program',
  description: 'all handhelds get a program of another name, over three mornings',
  plan: (scene) => {
    const accounts = scene.world.accounts.filter(({ role }) => role.source === 'pda')
    if (accounts.length === 0) return null
    const firstDay = scene.firstDay(DAYS)
    const changes = accounts.map(({ index, source, outlet }) => ({
      account: index,
      fromMs: dayStart(firstDay + (outlet.index % MORNINGS)),
      toMs: FOREVER_MS,
      source: { ...source, userAgent: PROGRAM },
    }))
    return { accounts, fromMs: dayStart(firstDay), toMs: dayStart(firstDay + DAYS), changes }
  },
}
