import { spawnSync } from 'node:child_process'
import { mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

describe('where nothing is installed, and nothing may be', () => {
  it('the tests ask at once for all that any of them runs', () => {
    expect(askedBy('services.ts', 'setup({})')).toEqual([
      expect.stringMatching(/^java, (mvn, )?redis-server, kcat, openssl, docker-compose$/),
    ])
  })

  it.each([
    ['redis.ts', 'startRedis()', /^redis-server$/],
    ['kafka.ts', 'startKafka()', /^java(, mvn)?$/],
    ['kcat.ts', "kcat(['localhost:9092'])", /^kcat$/],
  ])('what the benchmark uses of %s asks for its own', (file, call, tools) => {
    expect(askedBy(file, call)).toEqual([expect.stringMatching(tools)])
  })
})

/** What each complaint names that a call in a file beside this one ends with. Each has a command to run. */
function askedBy(file: string, call: string): (string | undefined)[] {
  const bin = mkdtempSync(join(tmpdir(), 'waywarden-bin-'))
  symlinkSync('/bin/sh', join(bin, 'sh'))
  const script = `process.getuid = () => 1000
    const beside = await import('${join(import.meta.dirname, file)}')
    await beside.${call}`
  const { stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type', 'module', '-e', script],
    {
      env: { PATH: bin },
      encoding: 'utf8',
    },
  )
  const complaints = stderr.matchAll(/The integration tests need (.+)\. Run: \S+ .*install /g)
  return [...complaints].map(([, tools]) => tools)
}
