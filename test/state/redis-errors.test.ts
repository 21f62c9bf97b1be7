import { ReplyError } from 'ioredis'
import { expect, it } from 'vitest'

import { toStoreError } from '../../src/state/redis-errors.ts'

// As Redis 8.0.2 says it.
const lacking = [
  "NOPERM User waywarden has no permissions to run the 'mget' command",
  "ERR ACL failure in script: User waywarden has no permissions to run the 'ltrim' command script: f6e388338e8819c87fe7a5687c53959840ccb1a0, on @user_script:1.",
]

it.for(lacking)('a right that is not given may come: the lane waits, and says which (%s)', (reply) => {
  const { code, message } = toStoreError(new ReplyError(reply))
  expect(code).toBe('redis_unavailable')
  expect(message).toMatch(/'(mget|ltrim)' command/)
})

it('what no script of ours is answered is not tried again', () => {
  expect(toStoreError(new ReplyError('ERR unknown command')).code).toBe('redis_reply_unexpected')
})
