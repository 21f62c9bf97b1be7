import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, describe, expect, it, onTestFinished } from 'vitest'

import { createLogger } from '../../src/ops/log.ts'
import { createPolicyWatcher } from '../../src/ops/policy-watcher.ts'
import { captureLog } from './captured-log.ts'
import { tunables } from './detectors-fixture.ts'

const tokenKey = Buffer.from('a secret of the test settings')

function given(text: string) {
  const path = join(mkdtempSync(join(tmpdir(), 'waywarden-watch-')), 'policy.yaml')
  writeFileSync(path, text)
  return { path, ...watching(path) }
}

function watching(path: string | null) {
  const { stream, lines } = captureLog()
  const reloads: (readonly [string, boolean])[] = []
  const watcher = createPolicyWatcher({
    path,
    detectors: tunables,
    tokenKey,
    log: createLogger({ level: 'info', stream }),
    onReload: (policy, isAccepted) => reloads.push([policy.version, isAccepted]),
  })
  onTestFinished(() => watcher.close())
  return { watcher, lines, reloads }
}

describe('the policy watcher', () => {
  afterEach(() => expect(process.listenerCount('SIGHUP')).toBeLessThanOrEqual(1))

  it('swaps the policy on SIGHUP', async () => {
    const { path, watcher, reloads } = given('alerts: { quiet: PT1H }')
    writeFileSync(path, 'alerts: { quiet: PT2H }')
    process.emit('SIGHUP')
    expect(watcher.current().alerts.quietMs).toBe(7_200_000)
    expect(reloads).toEqual([[watcher.current().version, true]])
  })

  it('takes new decoys on SIGHUP, and tells nobody their numbers', () => {
    const { path, watcher, lines } = given('{}')
    writeFileSync(path, 'honeyWaybills: [YT7000000000001]')
    process.emit('SIGHUP')
    expect(watcher.current().honey.tokens).toHaveLength(1)
    writeFileSync(path, 'honeyWaybills: [YT7000000000001, YT7000000000001]')
    process.emit('SIGHUP')
    expect(watcher.current().honey.tokens).toHaveLength(1)
    expect(lines()).toHaveLength(2)
    expect(JSON.stringify(lines())).not.toContain('7000000000001')
  })

  it('refuses an invalid file, keeps the old policy and says why', () => {
    const { path, watcher, lines, reloads } = given('alerts: { quiet: PT1H }')
    const before = watcher.current()
    writeFileSync(path, 'alerts: { quiet: soon }')
    process.emit('SIGHUP')
    expect(watcher.current()).toBe(before)
    expect(reloads).toEqual([[before.version, false]])
    expect(lines()).toMatchObject([
      {
        level: 'error',
        msg: 'policy refused, the previous one stays in force',
        policyVersion: before.version,
      },
    ])
    expect(JSON.stringify(lines())).toContain(`${path}:1:18: alerts.quiet must look like`)
  })

  it('keeps the old policy where the file is empty, as it is while somebody writes it', () => {
    const { path, watcher, lines } = given('alerts: { quiet: PT2H }')
    const before = watcher.current()
    writeFileSync(path, '# alerts: { quiet: PT2H }\n')
    process.emit('SIGHUP')
    expect(watcher.current()).toBe(before)
    expect(JSON.stringify(lines())).toContain('the file is empty; write {} for the defaults')
    writeFileSync(path, '{}')
    process.emit('SIGHUP')
    expect(watcher.current().alerts.quietMs).toBe(3_600_000)
  })

  it('refuses to start with an invalid file', () => {
    expect(() => given('alert: {}')).toThrow('alert is not known; did you mean alerts?')
  })

  it('says on SIGHUP that no policy file is set, and counts no reload', () => {
    const { watcher, lines, reloads } = watching(null)
    const { version } = watcher.current()
    process.emit('SIGHUP')
    expect(watcher.current().version).toBe(version)
    expect(reloads).toEqual([])
    expect(lines()).toMatchObject([
      { level: 'warn', msg: 'no policy file is set, the defaults stay in force', policyVersion: version },
    ])
  })
})
