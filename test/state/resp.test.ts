import * as fc from 'fast-check'
import { Command } from 'ioredis'
import { describe, expect, it } from 'vitest'

import { encodeCommand } from '../../src/state/resp.ts'

const part = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
)

describe('the encoder of commands', () => {
  it('counts bytes, not characters', () => {
    expect(encodeCommand(['SET', '漢', Buffer.from([0xff, 0x0d, 0x0a])])).toEqual(
      Buffer.concat([
        Buffer.from('*3\r\n$3\r\nSET\r\n$3\r\n漢\r\n$3\r\n'),
        Buffer.from([0xff, 0x0d, 0x0a]),
        Buffer.from('\r\n'),
      ]),
    )
  })

  it("gives the same bytes as the client's own", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const theirs = new Command('set', parts).toWritable({})
        expect(encodeCommand(['set', ...parts]).equals(Buffer.from(theirs))).toBe(true)
      }),
    )
  })
})
