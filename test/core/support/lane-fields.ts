import { readLaneState, takeChangedFields } from '../../../src/core/codec/lane-codec.ts'
import type { LaneState } from '../../../src/core/lane-state.ts'

/** The fields that a store would hold of a lane. */
export type LaneFields = {
  readonly fields: ReadonlyMap<string, Uint8Array>
  write(lane: LaneState): void
  read(): LaneState
}

/** Stores return text as UTF-8 bytes, so field names go through UTF-8 here too. */
const throughUtf8 = (text: string): string => Buffer.from(text).toString()

export const createLaneFields = (): LaneFields => {
  const fields = new Map<string, Uint8Array>()
  return {
    fields,
    write: (lane) => {
      for (const [name, value] of takeChangedFields(lane)) {
        if (value === null) fields.delete(throughUtf8(name))
        else fields.set(throughUtf8(name), typeof value === 'string' ? Buffer.from(value) : value)
      }
    },
    read: () => readLaneState(fields),
  }
}
