import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

/** What the README tells to give a user of Redis: the words behind `ACL SETUSER waywarden`. */
export function redisRights(password: string): string[] {
  const [, words = ''] = /^ACL SETUSER waywarden (.+)$/m.exec(readme) ?? []
  return words.replace('PASSWORD', password).split(/\s+/)
}

export type KafkaRight = {
  readonly operation: 'Read' | 'Write'
  readonly on: 'topic' | 'group'
  readonly name: string
}

/** What the README tells to give a user of Kafka, for the names of the default settings. */
export function kafkaRights(): KafkaRight[] {
  return [...readme.matchAll(/--operation (Read|Write) (.+)/g)].flatMap(([, operation, resources = '']) =>
    [...resources.matchAll(/--(topic|group) (\S+)/g)].map(
      ([, on, name]) => ({ operation, on, name }) as KafkaRight,
    ),
  )
}
