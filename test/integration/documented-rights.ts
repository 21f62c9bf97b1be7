import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

/** The rights that the README documents for a user of Redis: the words behind `ACL SETUSER waywarden`. */
export function redisRights(password: string): string[] {
  const [, words = ''] = /^ACL SETUSER waywarden (.+)$/m.exec(readme) ?? []
  return words.replace('PASSWORD', password).split(/\s+/)
}

export type KafkaRight = {
  readonly operation: 'Read' | 'Write'
  readonly on: 'topic' | 'group'
  readonly name: string
}

/** The rights that the README documents for a user of Kafka, under the default names of topics and groups. */
export function kafkaRights(): KafkaRight[] {
  return [...readme.matchAll(/--operation (Read|Write) (.+)/g)].flatMap(([, operation, resources = '']) =>
    [...resources.matchAll(/--(topic|group) (\S+)/g)].map(
      ([, on, name]) => ({ operation, on, name }) as KafkaRight,
    ),
  )
}
