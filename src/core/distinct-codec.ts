// Hot code. `as number` stands where an index is in bounds by construction.
import {
  readByte,
  readUint16,
  readUint32,
  readVarint,
  writeByte,
  writeUint16,
  writeUint32,
  writeVarint,
  type Reader,
  type Writer,
} from './bytes.ts'
import { bandOf, GROUPS, sizeBand, type Band, type Distinct } from './distinct.ts'

// Where each group's codes begin while a state is written; one for all, because writing is synchronous.
const starts = new Uint32Array(GROUPS)
const sorted = new Uint32Array(2048)

/** Flags, then for every group in use: number + 1, threshold, count, codes in ascending order; 0 ends. */
export const writeDistinct = (to: Writer, distinct: Distinct): void => {
  writeByte(to, distinct.bands[0]?.isNarrow === true ? 1 : 0)
  sortByGroup(distinct)
  for (let group = 0; group < GROUPS; group++) {
    const kept = distinct.kept[group] as number
    const threshold = distinct.thresholds[group] as number
    if (kept === 0 && threshold === 0) continue
    writeByte(to, group + 1)
    writeByte(to, threshold)
    writeVarint(to, kept)
    const end = starts[group] as number
    if (bandOf(distinct, group).isNarrow) writeNarrow(to, end - kept, end)
    else for (let at = end - kept; at < end; at++) writeUint32(to, sorted[at] as number)
  }
  writeByte(to, 0)
}

/** Counting sort: bands are sorted by code, so every group comes out sorted too. Leaves `starts` at the groups' ends. */
const sortByGroup = (distinct: Distinct): void => {
  let sum = 0
  for (let group = 0; group < GROUPS; group++) {
    starts[group] = sum
    sum += distinct.kept[group] as number
  }
  for (const band of distinct.bands) {
    for (let at = 0; at < band.size; at++) {
      const group = band.groups[at] as number
      const place = starts[group] as number
      sorted[place] = band.codes[at] as number
      starts[group] = place + 1
    }
  }
}

/** 20 bits a code: 16 after the leading one, and the number of zeros before it, two to a byte. */
const writeNarrow = (to: Writer, from: number, end: number): void => {
  for (let at = from; at < end; at++) {
    const code = sorted[at] as number
    const zeros = Math.clz32(code)
    writeUint16(to, zeros >= 15 ? code : (code >>> (15 - zeros)) & 0xffff)
  }
  for (let at = from; at < end; at += 2) {
    const first = Math.min(15, Math.clz32(sorted[at] as number))
    const second = at + 1 < end ? Math.min(15, Math.clz32(sorted[at + 1] as number)) : 0
    writeByte(to, (first << 4) | second)
  }
}

export const readDistinct = (from: Reader, distinct: Distinct): void => {
  const [short] = distinct.bands
  if (short !== undefined) short.isNarrow = readByte(from) === 1
  for (let next = readByte(from); next > 0; next = readByte(from)) readGroup(from, distinct, next - 1)
  for (const band of distinct.bands) sortByCode(band)
  distinct.isStale.fill(1)
}

const readGroup = (from: Reader, distinct: Distinct, group: number): void => {
  distinct.thresholds[group] = readByte(from)
  const kept = readVarint(from)
  const band = bandOf(distinct, group)
  const first = band.size
  sizeBand(band, first + kept)
  distinct.kept[group] = kept
  band.groups.fill(group, first, first + kept)
  if (band.isNarrow) readNarrow(from, band.codes, first, first + kept)
  else for (let at = first; at < first + kept; at++) band.codes[at] = readUint32(from)
}

const readNarrow = (from: Reader, codes: Uint32Array, first: number, end: number): void => {
  for (let at = first; at < end; at++) codes[at] = readUint16(from)
  for (let at = first; at < end; at++) {
    const pair = from.bytes[from.at + ((at - first) >> 1)] as number
    const zeros = (at - first) % 2 === 0 ? pair >> 4 : pair & 15
    if (zeros < 15) codes[at] = ((0x10000 | (codes[at] as number)) << (15 - zeros)) >>> 0
  }
  from.at += (end - first + 1) >> 1
}

/** Groups come sorted one after the other: merges them by inserting, which is quick for the few that most accounts have. */
const sortByCode = (band: Band): void => {
  const { codes, groups, size } = band
  const order = Float64Array.from(
    { length: size },
    (_, at) => (codes[at] as number) * 256 + (groups[at] as number),
  )
  order.sort()
  for (let at = 0; at < size; at++) {
    const key = order[at] as number
    codes[at] = Math.floor(key / 256)
    groups[at] = key % 256
  }
}
