import { expect, it } from 'vitest'

import type { RedisClient } from '../../src/state/lua-script.ts'
import { rememberFirst } from '../../src/state/remember-first.ts'

it('takes a key that is deleted as soon as it is written for no answer', async () => {
  const client = { set: async () => 'OK', get: async () => null } as unknown as RedisClient
  await expect(rememberFirst(client, 'partitions', '12')).rejects.toMatchObject({ code: 'redis_unavailable' })
})
