import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'

import { theGuard } from './guard.ts'
import { kafkaVersion } from './kafka-jars.ts'
import { type Properties } from './kafka-properties.ts'
import { type Service } from './service.ts'

const image = `apache/kafka:${kafkaVersion}`

/** Whether containers can be started here. */
export function dockerRuns(): boolean {
  return spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0
}

/** Starts the broker in a container, with the same controls. Its data live as long as the container. */
export async function startKafkaContainer(
  port: number,
  properties: Properties,
  ready: () => Promise<void>,
): Promise<Service> {
  const name = `waywarden-kafka-${randomBytes(4).toString('hex')}`
  theGuard().removeContainer(name)
  const settings = Object.entries(properties).flatMap(([key, value]) => ['-e', `${variableOf(key)}=${value}`])
  docker('run', '-d', '--name', name, '-p', `127.0.0.1:${port}:${port}`, ...settings, image)
  await ready()

  const start = async () => {
    docker('start', name)
    await ready()
  }
  return {
    directory: '',
    pid: () => Number(docker('inspect', '-f', '{{.State.Pid}}', name)),
    start,
    stop: async () => void docker('stop', '-t', '60', name),
    kill: async () => void docker('kill', name),
    pause: () => void docker('pause', name),
    resume: () => void docker('unpause', name),
    async restart() {
      docker('stop', '-t', '60', name)
      await start()
    },
    close: async () => void docker('rm', '-f', '-v', name),
    log: () => docker('logs', name),
  }
}

// The image's rule for naming its environment variables.
function variableOf(key: string): string {
  return `KAFKA_${key.replaceAll('_', '__').replaceAll('-', '___').replaceAll('.', '_').toUpperCase()}`
}

function docker(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`docker ${args[0]} failed with ${status}: ${stderr}`)
  return stdout.trim()
}
