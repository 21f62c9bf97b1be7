import { describe, expect, it } from 'vitest'

import type { Channel, OutboxMessage } from '../../src/state/store.ts'
import { sendUnsent, type Unsent } from '../../src/transport/send-unsent.ts'

const message = (channel: Channel, value: string): OutboxMessage => ({ channel, key: '0', value })

describe('what a try has not sent', () => {
  it('is all that the next one sends', async () => {
    const { send, refusing, sent } = given()
    const outbox = [message('coverage', 'c'), message('alerts', 'a'), message('alerts', 'b')]
    refusing.add('coverage')
    await expect(send(outbox)).rejects.toThrow('coverage refuses')
    await expect(send(outbox)).rejects.toThrow('coverage refuses')
    refusing.clear()
    await send(outbox)
    expect(sent).toEqual(['alerts a b', 'coverage c'])
  })

  it('holds back the coverage, which would say that there is no alert', async () => {
    const { send, refusing, sent } = given()
    const outbox = [message('coverage', 'c'), message('alerts', 'a'), message('rejects', 'r')]
    refusing.add('alerts')
    await expect(send(outbox)).rejects.toThrow('alerts refuses')
    expect(sent).toEqual(['rejects r'])
    refusing.clear()
    await send(outbox)
    expect(sent).toEqual(['rejects r', 'alerts a', 'coverage c'])
  })

  it('begins where the topic has begun to refuse', async () => {
    const { send, refusing, sent } = given()
    const [first, second] = ['1', '2'].map((digit) => digit.repeat(400_000)) as [string, string]
    const outbox = [message('rejects', first), message('rejects', second)]
    refusing.add(second)
    await expect(send(outbox)).rejects.toThrow('refuses')
    refusing.clear()
    await send(outbox)
    expect(sent).toEqual([`rejects ${first}`, `rejects ${second}`])
  })

  it('is kept for each outbox, and a like one is sent whole', async () => {
    const { send, sent } = given()
    const outbox = () => [message('alerts', 'a')]
    await send(outbox())
    await send(outbox())
    expect(sent).toEqual(['alerts a', 'alerts a'])
  })

  it('may be some of the findings, which are sent as they were bundled', async () => {
    const { send, refusing, sent } = given()
    const long = (digit: string) => `"${digit.repeat(120_000)}"`
    const digits = ['1', '2', '3', '4', '5', '6']
    refusing.add(long('6'))
    const outbox = digits.map((digit) => message('findings', long(digit)))
    await expect(send(outbox)).rejects.toThrow('refuses')
    refusing.clear()
    await send(outbox)
    for (const digit of digits) expect(sent.join(' ').split(long(digit))).toHaveLength(2)
  })
})

/** Brokers that refuse what has this in its topic or values. */
function given() {
  const unsent: Unsent = new WeakMap()
  const refusing = new Set<string>()
  const sent: string[] = []
  const send = (outbox: readonly OutboxMessage[]) =>
    sendUnsent(unsent, outbox, async (channel, messages) => {
      const line = [channel, ...messages.map(({ value }) => value)].join(' ')
      if ([...refusing].some((what) => line.includes(what))) throw new Error(`${channel} refuses`)
      sent.push(line)
    })
  return { send, refusing, sent }
}
