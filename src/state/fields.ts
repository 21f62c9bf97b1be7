import { createMemoryStore } from './memory.ts'
import type { StateStore } from './store.ts'

/** The store of a `replay` over several lanes: accounts stay in the process, and lanes read each other's fields. */
export const createFieldStore = (): StateStore => {
  const store = createMemoryStore()
  return { ...store, checkpoint: (step) => store.checkpoint({ ...step, states: [], outbox: [] }) }
}
