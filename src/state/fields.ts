import { createNoStore } from './none.ts'
import type { StateStore } from './store.ts'

/** The store of a `replay` over several lanes: accounts stay in the process, and lanes read each other's fields. */
export const createFieldStore = (): StateStore => {
  const lanes = new Map<number, Map<string, Buffer>>()
  const fieldsOf = (lane: number): Map<string, Buffer> => {
    const fields = lanes.get(lane) ?? new Map<string, Buffer>()
    lanes.set(lane, fields)
    return fields
  }
  return {
    ...createNoStore(),
    readFields: async (lane, names) => names.map((name) => fieldsOf(lane).get(name) ?? null),
    checkpoint: async ({ lane, fields }) => {
      const kept = fieldsOf(lane)
      for (const [name, value] of fields) {
        if (value === null) kept.delete(name)
        else kept.set(name, Buffer.from(value))
      }
      return { kind: 'ok' }
    },
  }
}
