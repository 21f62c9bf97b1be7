import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'

import { giveRights, startSecureKafka, type SecureKafka } from './kafka-secure.ts'
import { liveEvents } from './live-events.ts'
import type { GroupSettings, LiveGroup } from './live-group.ts'
import type { LiveProcess } from './live-process.ts'
import { readAlerts } from './live-result.ts'
import { createWorld } from './live-world.ts'
import { patience } from './patience.ts'

const redis = inject('sharedRedis')
const partitions = 2
const password = 'correct horse'
const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const

describe('waywarden run, where brokers let nobody in without rights', () => {
  let kafka: SecureKafka
  beforeAll(async () => {
    kafka = await startSecureKafka(['waywarden'], password)
  })
  afterAll(() => kafka.close())

  const byLogin = (mechanism: (typeof mechanisms)[number]): GroupSettings => ({
    brokers: kafka.loginBrokers,
    tls: { enabled: true, caFile: kafka.authority.caFile },
    sasl: { mechanism, username: 'waywarden', password },
  })

  it.for(mechanisms)(
    'logs in by %s over TLS, and scores and publishes with the rights that the README lists',
    async (mechanism) => {
      const { world, group, count } = await producedWorld(kafka)
      await giveRights(kafka, 'waywarden', group)
      const process = await group.start({ kafka: byLogin(mechanism) })
      await expect.poll(group.scored, patience).toBe(count)
      await process.end('SIGTERM')
      expect(await process.exit()).toBe(0)
      expect(new Set(readAlerts(world, group).map(({ entity }) => entity.id))).toEqual(
        new Set(['account-0', 'account-1']),
      )
    },
  )

  it('shows a certificate of its own, and scores and publishes as the one it names', async () => {
    const { world, group, count } = await producedWorld(kafka)
    await giveRights(kafka, 'guard', group)
    const { certFile, keyFile } = kafka.authority.issue('guard')
    const tls = { enabled: true, caFile: kafka.authority.caFile, certFile, keyFile }
    await group.start({ kafka: { brokers: kafka.certificateBrokers, tls } })
    await expect.poll(group.scored, patience).toBe(count)
    await expect.poll(() => readAlerts(world, group).length, patience).toBeGreaterThan(0)
  })

  it.for(mechanisms)('waits and says so where the password is not the one for %s', async (mechanism) => {
    const { group } = await producedWorld(kafka)
    await giveRights(kafka, 'waywarden', group)
    const settings = byLogin(mechanism)
    const sasl = { mechanism, username: 'waywarden', password: 'battery staple' }
    const process = await group.start({ kafka: { ...settings, sasl } })
    await expectWaiting(group, process, /authentication failed.*kafka\.sasl/i)
    expect(process.log()).not.toContain('battery staple')
  })

  it('waits and says so where nobody it trusts has signed the certificate of a broker', async () => {
    const { group } = await producedWorld(kafka)
    const process = await group.start({ kafka: { ...byLogin('plain'), tls: { enabled: true } } })
    await expectWaiting(group, process, /unable to verify the first certificate.*kafka\.tls/)
  })

  it('ends and speaks of rights where it may not see its topics, and waits where it may not join its group', async () => {
    const { group } = await producedWorld(kafka)
    const blind = await group.start({ kafka: byLogin('plain') })
    expect(await blind.exit()).toBe(1)
    expect(blind.log()).toMatch(/have no topic .*permissions/)
    await giveRights(kafka, 'waywarden', group)
    const stranger = await group.start({ kafka: { ...byLogin('plain'), groupId: 'of-others' } })
    const said = () => stranger.logged('consumer crashed and is started again')
    await expect
      .poll(() => JSON.stringify(said()), patience)
      .toMatch(/in group of-others-rings .*group coordinator.*may Read that group/)
    expect(await stranger.isReady()).toBe(false)
    await stranger.end('SIGTERM')
    expect(await stranger.exit()).toBe(0)
  })
})

async function producedWorld({ brokers }: SecureKafka) {
  const world = await createWorld({ brokers, redis, partitions, defer: onTestFinished })
  const events = liveEvents({ seed: 83, count: 2_000, partitions, fromMs: Date.now() - 200_000 })
  await world.produce(events)
  return { world, group: await world.group(), count: events.length }
}

async function expectWaiting(group: LiveGroup, process: LiveProcess, reason: RegExp): Promise<void> {
  const said = () => process.logged('startup is waiting, and will continue on its own')
  await expect.poll(() => said().length, patience).toBe(1)
  expect(JSON.stringify(said())).toMatch(reason)
  expect(await process.isReady()).toBe(false)
  expect((await process.get('/healthz')).status).toBe(200)
  await process.end('SIGTERM')
  expect(await process.exit()).toBe(0)
  expect(await group.scored()).toBe(0)
}
