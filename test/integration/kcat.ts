import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

import { ensureTools } from './install.ts'

/** A message as read by kcat, which is a client independent of kafkajs. */
export type KcatMessage = {
  readonly partition: number
  readonly offset: number
  readonly timestampMs: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: ReadonlyMap<string, string>
}

export type KcatCodec = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'

/** A key and a value, neither of which contains a tab or a line break. A null key means none. */
export type KcatLine = readonly [string | null, string]

export type KcatProduceOptions = {
  readonly codec?: KcatCodec
  readonly partition?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Waits until all messages are there, and sends them in one batch. */
  readonly inOneBatch?: boolean
}

const most = 1024 * 1024 * 1024

/** kcat against one broker; the broker's clock stamps the messages. */
export function kcat(brokers: readonly string[]) {
  ensureTools(['kcat'])
  const there = ['-b', brokers.join(',')]
  const run = (args: readonly string[], input = '') => runKcat([...args, ...there], input)
  return {
    produce(topic: string, messages: readonly KcatLine[], options: KcatProduceOptions = {}) {
      const { codec = 'none', partition, headers = {}, inOneBatch = false } = options
      const where = partition === undefined ? [] : ['-p', String(partition)]
      const more = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}=${value}`])
      const batch = inOneBatch ? large : []
      run([...producing(topic), '-z', codec, ...where, ...more, ...batch], linesOf(messages))
    },
    /** A producer that stays open: it sends lines as they come, and the broker acknowledges them. */
    open(topic: string) {
      const child = spawn('kcat', [...producing(topic), '-X', 'topic.acks=1', ...there], {
        stdio: ['pipe', 'ignore', 'inherit'],
      })
      const ended = once(child, 'close')
      return {
        send: (messages: readonly KcatLine[]) => void child.stdin.write(linesOf(messages)),
        /** Resolves when the broker has acknowledged everything; throws if it has not. */
        end: async () => {
          child.stdin.end()
          const [code] = await ended
          if (code !== 0) throw new Error(`kcat ended with ${code}`)
        },
      }
    },
    /** All messages now on the topic, ordered by partition and offset. */
    readAll(topic: string): KcatMessage[] {
      const lines = run(['-C', '-t', topic, '-o', 'beginning', '-e', '-q', '-J'])
      const messages = lines.split('\n').filter((line) => line !== '')
      return messages.map(readMessage).sort((a, b) => a.partition - b.partition || a.offset - b.offset)
    },
    /** The offset of the partition's next message. */
    endOffset(topic: string, partition: number): number {
      return Number(/offset (\d+)/.exec(run(['-Q', '-t', `${topic}:${partition}:-1`]))?.[1])
    },
  }
}

const large = [
  'linger.ms=3000',
  'batch.num.messages=1000000',
  'message.max.bytes=8000000',
  'batch.size=8000000',
]
  .concat('queue.buffering.max.messages=1000000')
  .flatMap((setting) => ['-X', setting])

/** Uses the Java client's partitioner. -Z sends an empty key as none. */
const producing = (topic: string): string[] => [
  '-P',
  '-t',
  topic,
  '-X',
  'topic.partitioner=murmur2_random',
  '-X',
  'message.max.bytes=2097152',
  '-K',
  '\\t',
  '-Z',
]

const linesOf = (messages: readonly KcatLine[]): string =>
  messages.map(([key, value]) => `${key ?? ''}\t${value}\n`).join('')

function runKcat(args: readonly string[], input: string): string {
  const { status, stdout, stderr } = spawnSync('kcat', args, { input, encoding: 'utf8', maxBuffer: most })
  if (status !== 0) throw new Error(`kcat ${args.join(' ')} failed with ${status}: ${stderr}`)
  return stdout
}

function readMessage(line: string): KcatMessage {
  const json = JSON.parse(line) as {
    partition: number
    offset: number
    ts: number
    key: string | null
    payload: string | null
    headers?: string[]
  }
  const { partition, offset, ts: timestampMs, key, payload: value, headers = [] } = json
  return { partition, offset, timestampMs, key, value, headers: pairs(headers) }
}

function pairs(flat: readonly string[]): Map<string, string> {
  const map = new Map<string, string>()
  for (let index = 0; index + 1 < flat.length; index += 2) map.set(flat[index] ?? '', flat[index + 1] ?? '')
  return map
}
