import { createMemoryStore } from './memory.ts'
import type { StateStore } from './store.ts'

/**
 * The store of a `replay` with several lanes. It keeps only fields, because lanes read
 * each other's; accounts stay in the process.
 */
export const createFieldStore = (): StateStore => {
  const store = createMemoryStore()
  return { ...store, checkpoint: (step) => store.checkpoint({ ...step, states: [], outbox: [] }) }
}
