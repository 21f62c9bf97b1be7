import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { median } from 'simple-statistics'

import { startRedis } from '../integration/redis.ts'
import { makeDirectory } from '../integration/service.ts'
import type { AccountsResult } from './accounts-script.ts'
import { runScript } from './child.ts'
import { perSecond, type Row } from './measure.ts'
import { createPast, pastFile } from './past.ts'

const MILLION = 1_000_000

type Case = {
  readonly accounts: number
  readonly events: number
  readonly how: 'all' | 'sittings' | 'one' | 'one-full'
}

/** Starts a Redis per case, so that the data of one case cannot slow the next. */
async function run(past: string, each: Case): Promise<AccountsResult> {
  // A million accounts need more memory than the tests allow a Redis.
  const redis = await startRedis({ settings: { appendonly: 'no', maxmemory: '0' } })
  try {
    return await runScript<AccountsResult>('accounts-script.ts', [
      redis.port,
      past,
      each.accounts,
      each.events,
      each.how,
    ])
  } finally {
    await redis.close()
  }
}

async function writePast(): Promise<string> {
  const file = join(makeDirectory('bench'), 'past.json')
  writeFileSync(file, pastFile(await createPast()))
  return file
}

/** (d) Bytes per account: states of a simulated company after eight days, copied to this many accounts. */
export async function measureBytes(): Promise<Row[]> {
  const past = await writePast()
  const rows: Row[] = []
  for (const accounts of [100_000, MILLION]) {
    const { stateBytes, redisBytes } = await run(past, { accounts, events: 0, how: 'all' })
    rows.push({
      what: `Redis memory at ${accounts.toLocaleString('en')} accounts`,
      figure: `${Math.round(redisBytes)} bytes an account, of which the state ${Math.round(stateBytes)}`,
      target: '<= 1,024',
    })
  }
  return rows
}

/** (e) Decode, step and checkpoint in Redis, without Kafka. The cases run in turn, `pairs` times. */
export async function measureAccounts({ events, pairs }: { events: number; pairs: number }): Promise<Row[]> {
  const past = await writePast()
  const cases: readonly (Case & {
    readonly name: string
    readonly over: string | null
    readonly target?: string
  })[] = [
    { name: '1,000 accounts', accounts: 1_000, events, how: 'sittings', over: null },
    { name: '100,000 accounts', accounts: 100_000, events, how: 'sittings', over: '1,000 accounts' },
    {
      name: '1,000,000 accounts',
      accounts: MILLION,
      events,
      how: 'sittings',
      over: '1,000 accounts',
      target: '>= 0.8',
    },
    { name: '1,000,000 accounts in no order', accounts: MILLION, events, how: 'all', over: '1,000 accounts' },
    { name: 'one busy account of 1,000', accounts: 1_000, events, how: 'one', over: null },
    {
      name: 'the same with 400,000 waybills',
      accounts: 1_000,
      events,
      how: 'one-full',
      over: 'one busy account of 1,000',
      target: '>= 1',
    },
  ]
  const found = new Map(cases.map(({ name }) => [name, [] as AccountsResult[]]))
  for (let pair = 0; pair < pairs; pair++) {
    for (const each of cases) found.get(each.name)?.push(await run(past, each))
  }
  const rate = ({ seconds }: AccountsResult) => events / seconds
  return cases.map(({ name, over, target }) => {
    const mine = found.get(name) ?? []
    const base = over === null ? mine : (found.get(over) ?? mine)
    const times = (cost: (result: AccountsResult) => number) =>
      median(mine.map((result, at) => cost(base[at] ?? result) / cost(result))).toFixed(2)
    const cpu = (median(mine.map(({ cpuSeconds }) => cpuSeconds)) / events) * 1e6
    const ratios =
      over === null
        ? ''
        : `; over ${over}: ${times((r) => r.seconds)} wall, ${times((r) => r.cpuSeconds)} processor`
    return {
      what: `lane with Redis, ${name}`,
      figure: `${perSecond(median(mine.map(rate)))}, ${cpu.toFixed(1)} µs of processor time an event${ratios}`,
      ...(target === undefined ? {} : { target }),
    }
  })
}
