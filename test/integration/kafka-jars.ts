import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { ensureTools } from './install.ts'

export const kafkaVersion = '4.3.1'

const project = join(import.meta.dirname, '../..')

// Kafka's own logging binding is not among its dependencies; slf4j-simple is the quietest that fits.
const dependencies = [
  ['org.apache.kafka', 'kafka_2.13', kafkaVersion],
  ['org.slf4j', 'slf4j-api', '2.0.20'],
  ['org.slf4j', 'slf4j-simple', '2.0.20'],
] as const

/** The class path of the broker. Its jars come from Maven Central the first time and stay in `.cache/kafka`. */
export function kafkaClassPath(): string {
  const jars = join(project, '.cache/kafka', kafkaVersion)
  if (!existsSync(jars)) fetchJars(jars)
  return join(jars, '*')
}

export function hasKafkaJars(): boolean {
  return existsSync(join(project, '.cache/kafka', kafkaVersion))
}

// Under another name first: a fetch that breaks off leaves nothing that looks whole, and two at once do no harm.
function fetchJars(jars: string): void {
  ensureTools(['mvn'])
  process.stderr.write(`integration tests: fetching Apache Kafka ${kafkaVersion} with Maven into ${jars}\n`)
  const half = `${jars}.${process.pid}`
  mkdirSync(half, { recursive: true })
  try {
    const pom = join(half, 'pom.xml')
    writeFileSync(pom, pomOf(dependencies))
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${half}/lib`, '-DincludeScope=runtime']
    const { status, error } = spawnSync('mvn', ['-q', '-B', '-f', pom, ...goal], { stdio: ['ignore', 2, 2] })
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
