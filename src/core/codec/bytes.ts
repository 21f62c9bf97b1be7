// Hot code. `as number` stands where an index is in bounds by construction.

/** Appends to the bytes that it was given. */
export type Writer = { readonly bytes: Uint8Array; readonly view: DataView; length: number }
/** Every read throws a RangeError where the bytes end too early. */
export type Reader = { readonly bytes: Uint8Array; readonly view: DataView; at: number }

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)

export const createWriter = (bytes: Uint8Array): Writer => ({ bytes, view: viewOf(bytes), length: 0 })

export const createReader = (bytes: Uint8Array): Reader => ({ bytes, view: viewOf(bytes), at: 0 })

export const writeByte = (to: Writer, value: number): void => {
  to.bytes[to.length++] = value
}

export const readByte = (from: Reader): number => {
  const byte = from.bytes[from.at++]
  if (byte === undefined) throw new RangeError('ends too early')
  return byte
}

/** Writes an unsigned number up to 2^53 - 1: seven bits a byte, low bits first. */
export const writeVarint = (to: Writer, value: number): void => {
  while (value > 0x7f) {
    to.bytes[to.length++] = (value % 128) | 0x80
    value = Math.floor(value / 128)
  }
  to.bytes[to.length++] = value
}

export const readVarint = (from: Reader): number => {
  let value = 0
  let unit = 1
  for (;;) {
    const byte = readByte(from)
    value += (byte & 0x7f) * unit
    if (byte < 0x80) return value
    unit *= 128
  }
}

export const writeUint32 = (to: Writer, value: number): void => {
  to.view.setUint32(to.length, value)
  to.length += 4
}

export const readUint32 = (from: Reader): number => {
  from.at += 4
  return from.view.getUint32(from.at - 4)
}

export const writeFloat64 = (to: Writer, value: number): void => {
  to.view.setFloat64(to.length, value)
  to.length += 8
}

export const readFloat64 = (from: Reader): number => {
  from.at += 8
  return from.view.getFloat64(from.at - 8)
}

/** Writes the number of UTF-16 units, then each of them in one to three bytes. */
export const writeText = (to: Writer, text: string): void => {
  writeVarint(to, text.length)
  for (let at = 0; at < text.length; at++) writeVarint(to, text.charCodeAt(at))
}

export const readText = (from: Reader): string => {
  let text = ''
  for (let left = readVarint(from); left > 0; left--) text += String.fromCharCode(readVarint(from))
  return text
}
