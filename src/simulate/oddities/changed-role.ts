import { dayStart } from '../calendar.ts'
import type { RoleName } from '../company/role.ts'
import { roles } from '../company/roles.ts'
import { newPc } from '../company/sources.ts'
import type { Oddity } from '../happening.ts'
import { pick } from '../random/draws.ts'
import { hasRole, type Scene } from '../scene.ts'
import { FOREVER_MS } from '../work/change.ts'

/** Assumed: the changes of role that happen at an outlet. */
const moves: Readonly<Partial<Record<RoleName, RoleName>>> = {
  courier: 'outlet-clerk',
  'outlet-clerk': 'data-entry',
  'outlet-manager': 'outlet-clerk',
}

/** From one day on the account does other work under another role; a courier also moves to a PC. */
export const changedRole: Oddity = {
  name: 'changed-role',
  description: 'a courier becomes a clerk, a clerk goes to data entry: other work from one day on',
  plan: (scene) => {
    const from = pick(scene.random, ['courier', 'courier', 'outlet-clerk', 'outlet-manager'] as const)
    const [account] = scene.cast(1, hasRole(from))
    if (account === undefined) return null
    const role = roles[moves[from] ?? 'outlet-clerk']
    const fromMs = dayStart(scene.firstDay(7))
    const source =
      account.source.channel === 'pda'
        ? newPc(scene.random, officeAddress(scene, account.workplace.id))
        : account.source
    const changes = [{ account: account.index, fromMs, toMs: FOREVER_MS, role, source }]
    return { accounts: [account], fromMs, toMs: FOREVER_MS, changes }
  },
}

/** The address of a colleague at a desk of the same outlet. */
function officeAddress({ world }: Scene, workplaceId: string): string {
  const colleague = world.accounts.find(
    ({ workplace, source }) => workplace.id === workplaceId && source.channel === 'web',
  )
  return colleague?.source.sourceIp ?? '10.20.255.1'
}
