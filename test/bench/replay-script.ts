// replay-script.ts bare|scored FILE: reads a file with the program's reader, and only parses or scores it.
import { built } from './built.ts'
import { answer } from './child.ts'

const [how = '', file = ''] = process.argv.slice(2)
const startedMs = performance.now()
const cpu = process.cpuUsage()

const bare = async (): Promise<number> => {
  const { readFiles } = await built<typeof import('../../src/transport/file.ts')>('src/transport/file.js')
  let read = 0
  let checksum = 0
  for await (const { records } of readFiles([file])) {
    for (const { value } of records) {
      if (value !== null) checksum += (JSON.parse(value.toString()) as { accountId: string }).accountId.length
    }
    read += records.length
  }
  return checksum > 0 ? read : 0
}

const scored = async (): Promise<number> => {
  const { replayFiles } = await built<typeof import('../../src/replay/replay-files.ts')>(
    'src/replay/replay-files.js',
  )
  return (await replayFiles([file], {})).read
}

const events = await (how === 'bare' ? bare() : scored())
const { user, system } = process.cpuUsage(cpu)
answer({ events, seconds: (performance.now() - startedMs) / 1000, cpuSeconds: (user + system) / 1e6 })
