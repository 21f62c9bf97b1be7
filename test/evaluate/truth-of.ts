import type { Label } from '../../src/contract/label.ts'
import { createTruth, type Truth } from '../../src/evaluate/truth.ts'
import { MONDAY_MS } from '../core/support/streams.ts'

const at = (atMs: number): string => new Date(MONDAY_MS + atMs).toISOString()

type Span = { readonly accounts?: readonly string[]; readonly fromMs: number; readonly toMs: number }

export const theft = (id: string, { accounts = ['ann'], fromMs, toMs }: Span): Label => ({
  kind: 'theft',
  id,
  name: id.replace(/-\d+$/, ''),
  accounts,
  from: at(fromMs),
  to: at(toMs),
  strength: 1,
  params: {},
})

export const oddity = (name: string, { accounts = ['ann'], fromMs, toMs }: Span): Label => ({
  kind: 'oddity',
  id: `${name}-1`,
  name,
  accounts,
  from: at(fromMs),
  to: at(toMs),
})

export const theftEvent = (theft: string, eventId: string, records = 1, accountId = 'ann'): Label => ({
  kind: 'theft-event',
  theft,
  eventId,
  accountId,
  records,
})

export const truthOf = (labels: readonly Label[]): Truth => {
  const truth = createTruth({ isWhole: false })
  for (const label of labels) truth.learn(label)
  return truth
}
