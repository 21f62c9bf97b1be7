import { ReplyError } from 'ioredis'
import { expect, it } from 'vitest'

import { aboutLane, ask } from '../../src/state/redis-errors.ts'

const refused = (reply: string) => ask(() => Promise.reject(new ReplyError(reply)))

// As Redis 8.0.2 says it.
const lacking = [
  "NOPERM User waywarden has no permissions to run the 'mget' command",
  "ERR ACL failure in script: User waywarden has no permissions to run the 'ltrim' command script: f6e388338e8819c87fe7a5687c53959840ccb1a0, on @user_script:1.",
]

it.for(lacking)('a right that is not given may come: the lane waits, and says which (%s)', async (reply) => {
  await expect(refused(reply)).rejects.toMatchObject({
    code: 'redis_unavailable',
    message: expect.stringMatching(/'(mget|ltrim)' command/),
  })
})

it.for([
  ['NOAUTH HELLO must be called with the client already authenticated', 'redis.username and redis.password'],
  ['WRONGPASS invalid username-password pair or user is disabled.', 'redis.username and redis.password'],
  [lacking[0] as string, 'permissions that the README lists'],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'raise its maxmemory'],
  ['MISCONF Redis is configured to save RDB snapshots', 'its own log'],
  ['ERR max number of clients reached', 'raise its maxclients'],
  ["READONLY You can't write against a read only replica.", 'It is a replica'],
  ['MOVED 3999 127.0.0.1:6381', 'redis.mode must be cluster'],
  ['ASK 3999 127.0.0.1:6381', 'redis.mode must be cluster'],
  ['TRYAGAIN Multiple keys request during rehashing of slot', 'moving slots or choosing a master'],
  ['DENIED Redis is running in protected mode', 'running and reachable'],
  ['LOADING Redis is loading the dataset in memory', 'running and reachable'],
])('says what to do about %s', async ([reply = '', remedy = '']) => {
  await expect(refused(reply)).rejects.toThrow(remedy)
})

it('names the reply on which the client of a cluster has given up, and not how often it tried', async () => {
  const gone = new Error(
    'Too many Cluster redirections. Last error: ReplyError: TRYAGAIN Multiple keys request',
  )
  await expect(ask(() => Promise.reject(gone))).rejects.toMatchObject({
    code: 'redis_unavailable',
    message:
      'Redis cannot be used now: TRYAGAIN Multiple keys request. The cluster is moving slots or choosing a master; the lane waits for it.',
  })
})

it('what no script of ours is answered is not tried again', async () => {
  await expect(refused('ERR unknown command')).rejects.toMatchObject({ code: 'redis_reply_unexpected' })
})

it('names the lane of such an answer, since the process ends at it', async () => {
  await expect(aboutLane('Lane 1 of queries', refused('ERR unknown command'))).rejects.toMatchObject({
    code: 'redis_reply_unexpected',
    message: 'Lane 1 of queries: Redis refused: ERR unknown command',
  })
})
