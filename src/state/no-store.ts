import type { StateStore } from './store.ts'

/**
 * A store that keeps nothing, for lanes of a `replay` that hold every account in the
 * process: nothing is written or encoded.
 */
export const createNoStore = (): StateStore => ({
  claim: async () => ({ epoch: 1, offset: null, fields: new Map(), outbox: [], outboxHead: 0 }),
  standOf: async () => ({ epoch: 1, offset: null }),
  peek: async () => null,
  load: async (_, keys) => keys.map(() => null),
  readFields: async (_, names) => names.map(() => null),
  checkpoint: async () => ({ kind: 'ok' }),
  trim: async () => {},
})
