import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Tool } from './install.ts'

export const kafkaVersion = '4.3.1'

// kafka-tools provides `kafka-topics.sh`. Kafka's own logging binding is not among its dependencies;
// slf4j-simple is the quietest that fits.
const dependencies = [
  ['org.apache.kafka', 'kafka_2.13', kafkaVersion],
  ['org.apache.kafka', 'kafka-tools', kafkaVersion],
  ['org.slf4j', 'slf4j-api', '2.0.20'],
  ['org.slf4j', 'slf4j-simple', '2.0.20'],
] as const

const pom = pomOf(dependencies)
// Part of the folder's name, so that a change of dependencies fetches anew.
const folder = `${kafkaVersion}-${createHash('sha256').update(pom).digest('hex').slice(0, 8)}`
const jars = join(import.meta.dirname, '../../.cache/kafka', folder)

/**
 * The class path of the broker and its tools. Jars are fetched from Maven Central once, into `.cache/kafka`.
 */
export function kafkaClassPath(): string {
  if (!hasKafkaJars()) fetchJars()
  return join(jars, '*')
}

/** What it takes to run the jars: Maven only for those that are not there yet. */
export const toolsOfJars = (): readonly Tool[] => (hasKafkaJars() ? ['java'] : ['java', 'mvn'])

const hasKafkaJars = () => existsSync(jars)

// Fetches into a temporary folder: an interrupted fetch is never taken for whole, and two at once are safe.
function fetchJars(): void {
  process.stderr.write(`integration tests: fetching Apache Kafka ${kafkaVersion} with Maven into ${jars}\n`)
  const half = `${jars}.${process.pid}`
  mkdirSync(half, { recursive: true })
  try {
    const file = join(half, 'pom.xml')
    writeFileSync(file, pom)
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${half}/lib`, '-DincludeScope=runtime']
    const { status, error } = spawnSync('mvn', ['-q', '-B', '-f', file, ...goal], { stdio: ['ignore', 2, 2] })
    if (status !== 0)
      throw new Error(`mvn dependency:copy-dependencies failed with ${status}`, { cause: error })
    if (!existsSync(jars)) renameSync(join(half, 'lib'), jars)
  } finally {
    rmSync(half, { recursive: true, force: true })
  }
}

function pomOf(list: typeof dependencies): string {
  const each = list.map(
    ([group, artifact, version]) =>
      `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
  )
  return `<project><modelVersion>4.0.0</modelVersion><groupId>waywarden</groupId><artifactId>kafka</artifactId>
<version>1</version><packaging>pom</packaging><dependencies>${each.join('\n')}</dependencies></project>`
}
