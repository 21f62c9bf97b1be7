// In: steps of lanes. Out: their state in Redis, one round trip per call. Edge. Guarantees: a step is written
// whole or not at all, and only if the lane is where its owner left it. Fails closed: any unclear answer of
// Redis is thrown as a `WaywardenError`; nothing is guessed or skipped.
import { getOrMake } from '../contract/get-or-make.ts'
import { laneKeys, type KeySpace } from './keys.ts'
import { loadScript, type RedisClient } from './lua-script.ts'
import { encodeMessage } from './outbox-message.ts'
import { aboutLane, ask } from './redis-errors.ts'
import { readClaim, readPeek, readResult, readStand } from './redis-replies.ts'
import { requireProgress } from './require-progress.ts'
import type { Checkpoint, StateStore } from './store.ts'

/** The store of `run`. It never closes the client. */
export function createRedisStore(client: RedisClient, space: KeySpace): StateStore {
  const keysOf = (lane: number) => laneKeys(space, lane)
  const about = <T>(lane: number, answer: Promise<T>): Promise<T> =>
    aboutLane(`Lane ${lane} of ${space.topic}`, answer)
  const claim = loadScript(client, 'permissions', 'claim')
  const checkpoint = loadScript(client, 'permissions', 'outbox', 'checkpoint')
  const peek = loadScript(client, 'peek')
  const trim = loadScript(client, 'permissions', 'outbox', 'trim')
  return {
    claim: async (lane) => {
      const { meta, fields, outbox } = keysOf(lane)
      return about(lane, ask(() => claim([meta, fields, outbox], [])).then(readClaim))
    },
    standOf: async (lane) => {
      const { meta } = keysOf(lane)
      return about(lane, ask(() => client.hmgetBuffer(meta, 'epoch', 'offset')).then(readStand))
    },
    load: async (lane, ids) => {
      if (ids.length === 0) return []
      const { state } = keysOf(lane)
      const answer = ask(() => client.mgetBuffer(ids.map(state)))
      return about(lane, answer)
    },
    peek: async (lane, id) => {
      const { state, meta, fields } = keysOf(lane)
      return about(lane, ask(() => peek([state(id), meta, fields], [])).then(readPeek))
    },
    readFields: async (lane, names) => {
      if (names.length === 0) return []
      const { fields } = keysOf(lane)
      const answer = ask(() => client.hmgetBuffer(fields, ...names))
      return about(lane, answer)
    },
    checkpoint: async (step) => {
      requireProgress(step)
      const { meta, fields, outbox, state } = keysOf(step.lane)
      const terms = byTerm(step.states)
      const states = terms.flatMap(({ ids }) => ids.map(state))
      const words = argumentsOf(step, terms)
      const answer = ask(() => checkpoint([meta, fields, outbox, ...states], words))
      return about(step.lane, answer.then(readResult))
    },
    trim: async (lane, epoch, acknowledged) => {
      const { meta, outbox } = keysOf(lane)
      const answer = ask(() => trim([meta, outbox], [String(epoch), String(acknowledged)]))
      await about(lane, answer)
    },
  }
}

/** States that are kept equally long. */
type Term = { readonly keepMs: number; readonly ids: string[]; readonly values: Buffer[] }

function byTerm(states: Checkpoint['states']): readonly Term[] {
  const terms = new Map<number, Term>()
  for (const [id, bytes, keepMs] of states) {
    const term = getOrMake(terms, keepMs, () => ({ keepMs, ids: [], values: [] }))
    term.ids.push(id)
    term.values.push(asBuffer(bytes))
  }
  return [...terms.values()]
}

function argumentsOf(step: Checkpoint, terms: readonly Term[]): (string | Buffer)[] {
  const { epoch, expectedOffset, nextOffset, acknowledged, fields, outbox } = step
  const set: (string | Buffer)[] = []
  const deleted: string[] = []
  // If a field is named twice, the last value counts, as if each were sent by itself.
  for (const [name, value] of new Map(fields)) {
    if (value === null) deleted.push(name)
    else set.push(name, typeof value === 'string' ? value : asBuffer(value))
  }
  return [
    String(epoch),
    expectedOffset === null ? '' : String(expectedOffset),
    String(nextOffset),
    String(acknowledged),
    String(terms.length),
    String(set.length / 2),
    String(deleted.length),
    ...terms.flatMap(({ keepMs, ids }) => [String(keepMs), String(ids.length)]),
    ...terms.flatMap(({ values }) => values),
    ...set,
    ...deleted,
    ...outbox.map(encodeMessage),
  ]
}

// The same bytes as a Buffer, without a copy.
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
