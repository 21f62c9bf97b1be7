import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

import { describe, expect, it } from 'vitest'

import { liveEvents } from '../integration/live-events.ts'
import { program } from '../program.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'waywarden-replay-'))
const env = { ...process.env, WAYWARDEN_TOKEN_KEY: 'sixteen bytes or more' }

const events = liveEvents({ seed: 5, count: 4_000, partitions: 2, fromMs: 1_772_417_700_000, mischief: 0.1 })
const lines = events.map(({ value }) => `${value}\n`)
const log = lines.join('')

function write(name: string, content: string | Buffer): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

/** Its working folder is `place`. */
function run(words: readonly string[], place = root) {
  return spawnSync(process.execPath, [program, 'replay', ...words], { cwd: place, env, encoding: 'utf8' })
}

function attempt(files: readonly string[], input = '', tokenKey = env.WAYWARDEN_TOKEN_KEY) {
  const out = (name: string) => join(folder, name)
  const outputs = ['--alerts', out('alerts'), '--rejects', out('rejects'), '--summary', out('summary')]
  const { status, stderr } = spawnSync(process.execPath, [program, 'replay', ...files, ...outputs], {
    cwd: root,
    env: { ...env, WAYWARDEN_TOKEN_KEY: tokenKey },
    input,
    encoding: 'utf8',
  })
  const read = (name: string) => readFileSync(out(name), 'utf8')
  return { alerts: read('alerts'), rejects: read('rejects'), summary: read('summary'), status, stderr }
}

function replay(files: readonly string[], input = '') {
  const { status, ...results } = attempt(files, input)
  expect(results.stderr).not.toMatch(/waywarden:/)
  expect(status).toBe(0)
  return results
}

/** Without where the log lay. */
const anywhere = (alerts: string) =>
  alerts.replaceAll(/"topic":"[^"]*"/g, '').replaceAll(/"(from|to)Offset":"\d+",?/g, '')

describe('waywarden replay', () => {
  const plain = replay([write('log.ndjson', log)])

  it('brings every line to one end, and says so', () => {
    const { read, counted, duplicates, rejected, complete } = JSON.parse(plain.summary) as Record<
      string,
      number
    > & { rejected: Record<string, number>; complete: boolean }
    expect(complete).toBe(true)
    const fates = (fate: string) => events.filter((event) => event.fate === fate).length
    expect({ read, duplicates }).toEqual({ read: events.length, duplicates: fates('duplicate') })
    const refused = Object.values(rejected).reduce((a, b) => a + b, 0)
    expect(plain.rejects.trim().split('\n')).toHaveLength(refused)
    expect(counted).toBe(events.length - refused - fates('duplicate'))
    expect(plain.rejects).not.toMatch(/SECRET-NUMBER|SF\d{12}/)
    expect(plain.alerts.trim().split('\n').length).toBeGreaterThan(2)
  })

  it.skipIf(process.platform !== 'linux')('writes its files whole where nobody hears what it says', () => {
    const full = openSync('/dev/full', 'w')
    const alerts = join(folder, 'unheard')
    const words = [program, 'replay', write('log.ndjson', log), '--alerts', alerts]
    const { status } = spawnSync(process.execPath, words, {
      cwd: root,
      env,
      stdio: ['ignore', 'ignore', full],
    })
    closeSync(full)
    expect({ status, alerts: readFileSync(alerts, 'utf8') }).toEqual({ status: 0, alerts: plain.alerts })
  })

  it('says that anybody can read the tokens of its alerts where no key is set, and only there', () => {
    const keyless = attempt([write('few.ndjson', lines.slice(0, 40).join(''))], '', '')
    expect(keyless.stderr).toContain('anybody can find the numbers behind the waybill tokens')
    expect(plain.stderr).not.toContain('anybody')
  })

  it('gives the same alerts from a compressed file, from standard input, and from parts in order', () => {
    const parts = [lines.slice(0, 1_500), lines.slice(1_500)].map((some, index) =>
      write(`part-${index}.ndjson.gz`, gzipSync(some.join(''))),
    )
    const others = [replay([write('log.ndjson.gz', gzipSync(log))]), replay(['-'], log), replay(parts)]
    for (const { alerts } of others) expect(anywhere(alerts)).toBe(anywhere(plain.alerts))
  })

  it('writes and reports what it has read before a file that breaks off, and exits 1', () => {
    const cut = write('cut.gz', gzipSync(log).subarray(0, -12))
    const { status, stderr, ...results } = attempt([join(folder, 'log.ndjson'), cut])
    expect(status).toBe(1)
    expect(stderr).toMatch(/events read \(incomplete\) +[^]*\nwaywarden: Cannot read .*cut\.gz/)
    const { read, complete } = JSON.parse(results.summary) as Record<string, unknown>
    expect(read).toBeGreaterThanOrEqual(events.length)
    expect(complete).toBe(false)
    expect(results.alerts.startsWith(plain.alerts)).toBe(true)
    expect(results.rejects.startsWith(plain.rejects)).toBe(true)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'writes and reports what it has read before a %s, and ends by it',
    async (signal) => {
      const [alerts, summary] = [join(folder, 'interrupted.alerts'), join(folder, 'interrupted.summary')]
      const words = ['replay', '-', '--alerts', alerts, '--summary', summary]
      const child = spawn(process.execPath, [program, ...words], { cwd: root, env })
      let said = ''
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
      // The log goes on, as if from `tail -f`; what is left of it when the program ends has no reader.
      child.stdin.on('error', () => undefined)
      child.stdin.write(log)
      await expect.poll(() => said, { timeout: 30_000 }).toMatch(/raised|grew/)
      child.kill(signal)
      expect(await once(child, 'close')).toEqual([null, signal])
      const { read, complete } = JSON.parse(readFileSync(summary, 'utf8')) as Record<string, number | boolean>
      expect(read).toBeGreaterThan(0)
      expect(complete).toBe(false)
      expect(said).toMatch(
        new RegExp(
          `events read \\(incomplete\\)[^]*\nInterrupted after ${read?.toLocaleString('en')} events\\.\n$`,
        ),
      )
      expect(readFileSync(alerts, 'utf8')).not.toBe('')
    },
  )

  it.skipIf(process.platform !== 'linux')('tells of the first failure where the report fails too', () => {
    const cut = write('cut.gz', gzipSync(log).subarray(0, -12))
    const { status, stderr } = run([cut, '--summary', '/dev/full'])
    expect(status).toBe(1)
    expect(stderr).toMatch(/\nwaywarden: Cannot read .*cut\.gz/)
  })

  it.skipIf(process.platform !== 'linux')('reports, and says so, where an output cannot be written', () => {
    const summary = write('summary-of-yesterday.json', '{"complete":true}')
    const { status, stderr } = run([
      join(folder, 'log.ndjson'),
      '--alerts',
      '/dev/full',
      '--summary',
      summary,
    ])
    expect(status).toBe(1)
    expect(stderr).toMatch(/events read \(incomplete\)[^]*\nwaywarden: cannot write \/dev\/full/)
    expect(JSON.parse(readFileSync(summary, 'utf8'))).toMatchObject({ complete: false })
  })

  it('exits 1 where every event was rejected, and 0 where there was none', () => {
    const { status, stderr, summary, rejects } = attempt([write('foreign.ndjson', '{"ts":1}\n{"ts":2}\n')])
    expect(stderr).toMatch(
      /\nMost lines are not audit events[^]*\nwaywarden: nothing was scored: 2 of 2 events were/,
    )
    expect(status).toBe(1)
    expect(JSON.parse(summary)).toMatchObject({ complete: true, read: 2, counted: 0 })
    expect(rejects.trim().split('\n')).toHaveLength(2)
    expect(replay([write('empty.ndjson', '')]).stderr).toContain('No event was counted')
  })

  it('leaves what is there where one of the files is a folder', () => {
    const kept = write('kept.ndjson', 'kept')
    const { status, stderr } = run([join(folder, 'log.ndjson'), folder, '--alerts', kept])
    expect(status).toBe(1)
    expect(stderr).toBe(`waywarden: Cannot read ${folder}: it is a directory\n`)
    expect(readFileSync(kept, 'utf8')).toBe('kept')
  })

  it('leaves what is there where the first file cannot be unpacked, and reports nothing but that', () => {
    const broken = write('broken.gz', Buffer.from([0x1f, 0x8b, 0xff]))
    const outputs = ['alerts', 'rejects', 'summary'].map((name) => [
      `--${name}`,
      write(`kept.${name}`, 'kept'),
    ])
    const { status, stderr } = run([broken, ...outputs.flat()])
    expect(status).toBe(1)
    expect(stderr).toMatch(/^waywarden: Cannot read .*broken\.gz: .*\n$/)
    expect(outputs.map(([, file = '']) => readFileSync(file, 'utf8'))).toEqual(['kept', 'kept', 'kept'])
  })

  it('does without no settings file that a link says is there', () => {
    const place = mkdtempSync(join(folder, 'settings-'))
    symlinkSync('nowhere.yaml', join(place, 'waywarden.yaml'))
    const { status, stderr } = run([join(folder, 'log.ndjson')], place)
    expect(status).toBe(2)
    expect(stderr).toContain('waywarden.yaml: cannot be read')
  })

  it.each(['waywarden.yaml', 'strict.yaml'])(
    'leaves %s, of the settings that are found, as it is',
    (name) => {
      const place = mkdtempSync(join(folder, 'settings-'))
      writeFileSync(join(place, 'waywarden.yaml'), 'policy: strict.yaml\n')
      writeFileSync(join(place, 'strict.yaml'), 'timeZoneOffsetMinutes: 480\n')
      const before = readFileSync(join(place, name), 'utf8')
      const { status, stderr } = run([join(folder, 'log.ndjson'), '--summary', name], place)
      expect(stderr).toContain(`waywarden: --summary ${name} is also read; give it its own file\n`)
      expect(status).toBe(2)
      expect(readFileSync(join(place, name), 'utf8')).toBe(before)
    },
  )

  it('says which settings and policy are in force where nobody named them', () => {
    const place = mkdtempSync(join(folder, 'found-'))
    const [settings, policy] = [join(place, 'waywarden.yaml'), join(place, 'strict.yaml')]
    writeFileSync(settings, 'policy: strict.yaml\n')
    writeFileSync(policy, 'timeZoneOffsetMinutes: 480\n')
    const few = write('few.ndjson', lines.slice(0, 40).join(''))
    expect(run([few], place).stderr).toContain(
      `Settings of waywarden.yaml in this folder; policy ${policy}.\n`,
    )
    expect(run([few, '--config', settings], place).stderr).not.toContain('Settings of')
    expect(run([few]).stderr).not.toContain('Settings of')
  })

  it.each(['alerts', 'rejects', 'summary'])('reads nothing where the %s cannot be written', (output) => {
    const nowhere = join(folder, 'nowhere', output)
    const { status, stderr } = run([join(folder, 'log.ndjson'), `--${output}`, nowhere])
    expect(status).toBe(1)
    expect(stderr).toMatch(/^waywarden: cannot write .*nowhere.*\n$/)
  })

  it('leaves what is there where another output cannot be written', () => {
    const kept = write('kept.ndjson', 'kept')
    const nowhere = join(folder, 'nowhere', 'rejects')
    const { status } = run([join(folder, 'log.ndjson'), '--alerts', kept, '--rejects', nowhere])
    expect(status).toBe(1)
    expect(readFileSync(kept, 'utf8')).toBe('kept')
  })

  it.skipIf(process.platform !== 'linux')('shows events a second and the time to go on a terminal', () => {
    const words = [process.execPath, program, 'replay', join(folder, 'log.ndjson')]
    const command = words.map((word) => `'${word}'`).join(' ')
    const { status, stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
      cwd: root,
      env,
      encoding: 'utf8',
    })
    expect(status).toBe(0)
    expect(stdout).toMatch(/\d+ % \| [\d,]+ events \| [\d,]+ events\/s \| .* to go/)
  })
})

describe('waywarden demo', () => {
  it('shows alerts as they rise, and what was exposed before the first of each rented account, whatever settings lie about', () => {
    const place = mkdtempSync(join(folder, 'demo-'))
    writeFileSync(
      join(place, 'waywarden.yaml'),
      'mapping: { occurredAt: /ts, accountId: /user, eventId: /id }\n',
    )
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'demo'], {
      cwd: place,
      env: { ...env, CI: '1', FORCE_COLOR: '1', WAYWARDEN_POLICY: 'nowhere.yaml' },
      encoding: 'utf8',
    })
    expect(status).toBe(0)
    expect(stdout + stderr).not.toContain('\u001b')
    const exposed = [...stdout.matchAll(/│ (u\d+) +│ +([\d,]+) │ +(\d+) │ +(\d+) │/g)]
    expect(exposed).toHaveLength(2)
    expect(stdout).toContain('alert of medium or higher')
    for (const row of stdout.match(/^[│┌].*/gm) ?? []) expect(row.length).toBeLessThanOrEqual(80)
    for (const [, account = '', taken = '', before] of exposed) {
      expect(Number(taken.replace(',', ''))).toBeGreaterThan(3_000)
      expect(Number(before)).toBeLessThan(100)
      expect(stderr).toMatch(new RegExp(`critical +grew +${account}, outlet-clerk: .* records so far`))
    }
    expect(stdout).toMatch(/False alarms: [0-3] of medium or higher/)
  })

  it('leaves nothing behind where it is interrupted', async () => {
    const TMPDIR = mkdtempSync(join(tmpdir(), 'waywarden-interrupted-'))
    const child = spawn(process.execPath, [program, 'demo'], { cwd: root, env: { ...env, TMPDIR } })
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Scoring')) child.kill('SIGINT')
    })
    expect(await once(child, 'exit')).toEqual([null, 'SIGINT'])
    expect(readdirSync(TMPDIR).filter((name) => name.startsWith('waywarden-'))).toEqual([])
  })
})
