import type { Random } from '../random/create-random.ts'
import { below, chance, pick, wholeBetween } from '../random/draws.ts'

/** Where a look-up comes from, as the log names it. */
export type Source = {
  readonly sourceIp: string
  readonly deviceId: string
  readonly sessionId: string
  readonly userAgent: string
  readonly channel: string
}

const hexadecimal = '0123456789abcdef'
export const token = (random: Random, length: number): string =>
  Array.from({ length }, () => hexadecimal[below(random, 16)]).join('')

/** The one address of an outlet, hub, call centre or office. */
export const officeIp = (placeIndex: number): string => `10.${20 + (placeIndex >> 8)}.${placeIndex & 255}.1`
/** An address of a mobile carrier, which couriers share and which changes often. */
export const mobileIp = (random: Random): string =>
  `100.${wholeBetween(random, 64, 127)}.${below(random, 256)}.${wholeBetween(random, 1, 254)}`
/** An address elsewhere: a home, a hotel or a rented server. */
export const elsewhereIp = (random: Random): string =>
  `198.${wholeBetween(random, 18, 19)}.${below(random, 256)}.${wholeBetween(random, 1, 254)}`

const pcAgents = [
  'console-web/26.2 Chrome/143 Windows',
  'console-web/26.2 Edge/143 Windows',
  'console-web/26.1 Chrome/141 Windows',
]
const pdaAgents = ['courier-pda/8.4 Android/13', 'courier-pda/8.4 Android/12', 'courier-pda/8.3 Android/11']
const toolAgents = ['Chrome/120 Windows', 'python-requests/2.32', 'okhttp/4.12', ...pcAgents]

export const newPc = (random: Random, sourceIp: string): Source => ({
  sourceIp,
  deviceId: `pc-${token(random, 10)}`,
  sessionId: token(random, 12),
  userAgent: pick(random, pcAgents),
  channel: 'web',
})
export const newPda = (random: Random): Source => ({
  sourceIp: mobileIp(random),
  deviceId: `pda-${token(random, 10)}`,
  sessionId: token(random, 12),
  userAgent: pick(random, pdaAgents),
  channel: 'pda',
})
export const newServer = (random: Random): Source => ({
  sourceIp: elsewhereIp(random),
  deviceId: `srv-${token(random, 10)}`,
  sessionId: token(random, 12),
  userAgent: 'erp-connector/3.1',
  channel: 'api',
})
/** An outside tool on a machine that the company has never seen. Half of them pose as the usual console. */
export const newTool = (random: Random): Source => ({
  sourceIp: elsewhereIp(random),
  deviceId: `pc-${token(random, 10)}`,
  sessionId: token(random, 12),
  userAgent: pick(random, toolAgents),
  channel: 'web',
})

/**
 * Look-ups after which a tool changes address and session, to reset whatever is counted by them. Null for the
 * half of tools that never do.
 */
export const drawRotation = (random: Random): number | null =>
  chance(random, 0.5) ? wholeBetween(random, 30, 150) : null
