import type { Mapping } from '../../contract/mapping-schema.ts'
import type { InputRecord } from '../../transport/input-record.ts'
import { createDecoder, type DecoderOptions } from '../decode/decode.ts'
import { compileMapping } from '../decode/mapping.ts'
import { createFileClock, type FileClock } from './file-clock.ts'

export type FileDecoder = FileClock<InputRecord> & {
  /** Places of the mapping at which no event has had a value. */
  readonly missedPlaces: () => readonly string[]
}

export type FileDecoderOptions = Pick<DecoderOptions, 'tokenKey' | 'maxEventBytes'> & {
  readonly mapping: Mapping | null
}

/** Decodes the lines of files: their events are checked against each other, because lines have no timestamp. */
export const createFileDecoder = ({ mapping, ...options }: FileDecoderOptions): FileDecoder => {
  const compiled = mapping === null ? null : compileMapping(mapping)
  const unbounded = { maxAheadMs: Infinity, maxLatenessMs: Infinity }
  const clock = createFileClock(createDecoder({ ...options, ...unbounded, mapping: compiled }))
  return { ...clock, missedPlaces: () => compiled?.missed() ?? [] }
}
