import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import type { Alert } from '../../src/contract/alert.ts'
import { simulateLog } from '../inspect/simulated-log.ts'
import { ringDevice, ringEvents, ringMembers, ringPolicy } from '../integration/ring-events.ts'
import { program } from '../program.ts'

const log = simulateLog()

const inspect = (...args: readonly string[]) =>
  spawnSync(process.execPath, [program, 'inspect', ...args], {
    encoding: 'utf8',
    // Whatever the machine says of terminals: this is none.
    env: { ...process.env, FORCE_COLOR: '1' },
  })

const fileOf = (events: readonly object[]): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'waywarden-inspect-')), 'events.ndjson')
  const lines = events.map((event) => JSON.stringify({ ...event, waybills: [{ no: 'YT1' }] }))
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

describe('waywarden inspect', () => {
  const plain = inspect(log.thief, '--replay', log.file)
  const small = fileOf([{ eventId: 'e1', accountId: 'u1', occurredAt: '2026-03-02T10:00:00+08:00' }])

  it('prints a report of a replayed account, without colours where nobody looks', () => {
    const { status, stdout } = plain
    expect(status).toBe(0)
    for (const title of [log.thief, 'What each detector says', 'Windows', 'Waybills by hour of the week']) {
      expect(stdout).toContain(title)
    }
    expect(stdout).not.toContain('\u001b')
  })

  it('prints the same as JSON, as it was until a time', () => {
    const { status, stdout } = inspect(log.thief, '--replay', log.file, '--until', log.theft.from, '--json')
    expect(status).toBe(0)
    const report = JSON.parse(stdout) as { readonly lastSeen: string; readonly account: string }
    expect(report.account).toBe(log.thief)
    expect(Date.parse(report.lastSeen)).toBeLessThanOrEqual(Date.parse(log.theft.from))
  })

  it('takes the alertId of an account for the account, and says where the alert is over', () => {
    const alertId = `${log.thief}/mm9z1dz0-5d0c1e7a`
    const { status, stdout, stderr } = inspect(alertId, '--replay', log.file)
    expect(status).toBe(0)
    expect(stderr).toContain(`Alert "${alertId}" is no longer kept, or was never raised`)
    expect(plain.stderr).not.toContain('is no longer kept')
    expect(stdout).toMatch(new RegExp(`^${log.thief} `))
    expect(stdout).toContain('what to do')
  })

  it('shows the alert of a ring: whom it names, and what to do', () => {
    const folder = mkdtempSync(join(tmpdir(), 'waywarden-inspect-'))
    const file = join(folder, 'events.ndjson')
    const policy = join(folder, 'policy.yaml')
    const alerts = join(folder, 'alerts.ndjson')
    const events = ringEvents({ partitions: 1, nowMs: Date.UTC(2026, 2, 9) })
    writeFileSync(file, events.map(({ value }) => `${value}\n`).join(''))
    writeFileSync(policy, ringPolicy)
    const flags = ['--policy', policy]
    const alertId = `device:${ringDevice}/20520`
    const { status, stdout } = inspect(alertId, '--replay', file, ...flags)
    expect(status).toBe(0)
    expect(stdout).toMatch(new RegExp(`^${alertId}\n  alert {10}medium, closed, raised 2026-03-08 `))
    for (const member of ringMembers) expect(stdout).toMatch(new RegExp(` ${member}, \\d+ records\n`))
    expect(stdout).toContain('what to do')

    const words = [program, 'replay', file, '--alerts', alerts, ...flags]
    expect(spawnSync(process.execPath, words).status).toBe(0)
    const published = readFileSync(alerts, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Alert)
    const json = JSON.parse(inspect(alertId, '--replay', file, ...flags, '--json').stdout) as Alert
    const ofRing = published.filter((alert) => alert.alertId === alertId)
    expect({ ...json, evidence: null }).toEqual({ ...ofRing.at(-1), evidence: null })

    const early = inspect(alertId, '--replay', file, ...flags, '--until', '2026-03-08T10:00:00+08:00')
    expect(early).toMatchObject({ status: 1, stdout: '' })
    expect(early.stderr).toContain(`alert "${alertId}" of a ring is no longer kept, or was never raised`)
  })

  it('takes an account for itself, though it ends somewhat like an alertId', () => {
    const { stderr } = inspect('u1/ops-0123abcd', '--replay', small)
    expect(stderr).toContain('account "u1/ops-0123abcd" was not found')
  })

  it('finds an account that is called as an alert of another one would be', () => {
    const account = 'solo/mm9z1dz0-5d0c1e7a'
    const file = fileOf([{ eventId: 'e1', accountId: account, occurredAt: '2026-03-02T10:00:00+08:00' }])
    const { status, stdout } = inspect(account, '--replay', file)
    expect(status).toBe(0)
    expect(stdout).toMatch(new RegExp(`^${account} `))
    expect(inspect('duo/mm9z1dz0-5d0c1e7a', '--replay', file).stderr).toContain('account "duo" was not found')
  })

  it('says nothing by a look-up that was not counted', () => {
    const twice = ['10', '11'].map((hour) => ({
      eventId: 'e1',
      accountId: 'u1',
      accountRole: hour === '10' ? 'courier' : 'auditor',
      occurredAt: `2026-03-02T${hour}:00:00+08:00`,
    }))
    const { stdout } = inspect('u1', '--replay', fileOf(twice), '--json')
    expect(JSON.parse(stdout)).toMatchObject({ role: 'courier', lastSeen: '2026-03-02T02:00:00.000Z' })
  })

  it('exits 1 where the account or the file is not there', () => {
    const nobody = inspect('nobody', '--replay', small)
    expect(nobody).toMatchObject({ status: 1, stdout: '' })
    expect(nobody.stderr).toContain(`account "nobody" was not found in ${small}`)
    expect(inspect(log.thief, '--replay', '/no/such/file')).toMatchObject({ status: 1, stdout: '' })
    const empty = fileOf([])
    expect(inspect('u1', '--replay', empty).stderr).toContain(
      `account "u1" was not found in ${empty}: no events were read. `,
    )
  })

  it('says of a report that some events of the files were rejected', () => {
    const torn = fileOf([
      { eventId: 'e1', accountId: 'u1', occurredAt: '2026-03-02T10:00:00+08:00' },
      { ts: 1 },
    ])
    const { status, stderr } = inspect('u1', '--replay', torn)
    expect(status).toBe(0)
    expect(stderr).toMatch(/^Some lines are not audit events; /)
  })

  it('says what is wrong with files of which every event was rejected, and does not blame the account', () => {
    const foreign = fileOf([{ ts: 1 }, { ts: 2 }])
    const { status, stdout, stderr } = inspect('u1', '--replay', foreign)
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(
      /^Most lines are not audit events; .*\nwaywarden: nothing was scored: 2 of 2 events/,
    )
    const early = inspect('u1', '--replay', small, '--until', '2026-03-01T10:00:00+08:00')
    expect(early.stderr).toContain('account "u1" was not found')
  })

  it.each([
    ['no account', [], "waywarden: missing required argument 'account'\n(add --help for usage)\n"],
    [
      'an account among the files',
      ['--replay', log.file, 'x'],
      `--replay took ${log.file}, x; name the account before it`,
    ],
    ['an end without a replay', ['x', '--until', '2026-03-02T18:00:00Z'], '--until needs --replay'],
    ['an end that is no time', ['x', '--replay', log.file, '--until', 'noon'], '--until must look like'],
  ])('exits 2 on %s', (_, args, message) => {
    const { status, stdout, stderr } = inspect(...args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  it('says how to call it in an order that works', () => {
    expect(inspect('--help').stdout).toContain('Usage: waywarden inspect <account> [options]')
  })
})
