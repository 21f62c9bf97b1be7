import { Redis } from 'ioredis'
import { afterAll, expect, inject, it } from 'vitest'

import { fingerprintOf } from '../../src/ops/token-keys.ts'
import { requireTokenKey } from '../../src/state/token-key-mark.ts'
import { uniqueName } from '../integration/names.ts'

const client = new Redis(inject('sharedRedis'))
afterAll(() => client.disconnect())

const bytes = (text: string) => new TextEncoder().encode(text)

it('lets the first key in, and afterwards no other, until the state is another', async () => {
  const space = { prefix: `${uniqueName('mark')}:`, topic: 'queries' }
  await requireTokenKey(client, space, 'first')
  await requireTokenKey(client, space, 'first')
  await expect(requireTokenKey(client, space, 'second')).rejects.toMatchObject({ code: 'token_key_changed' })
  await requireTokenKey(client, space, 'first')
  await requireTokenKey(client, { ...space, prefix: `${space.prefix}anew:` }, 'second')
})

it('keeps a short fingerprint, and nothing of the key', async () => {
  const key = bytes('a secret of sixteen bytes or more')
  const prefix = `${uniqueName('mark')}:`
  await requireTokenKey(client, { prefix, topic: 'queries' }, fingerprintOf(key))
  expect(await client.get(`${prefix}{queries}:token-key`)).toMatch(/^[0-9a-f]{16}$/)
  expect(fingerprintOf(key)).not.toBe(fingerprintOf(bytes('a secret of sixteen bytes or less')))
})
