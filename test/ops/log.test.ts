import { spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { WaywardenError } from '../../src/contract/errors.ts'
import { createLogger } from '../../src/ops/log.ts'
import { captureLog } from './captured-log.ts'

function given(level: 'debug' | 'info' | 'silent' = 'info') {
  const { stream, lines, text } = captureLog()
  return { log: createLogger({ level, stream }), lines, text }
}

describe('the logger', () => {
  it('writes one object with a constant message and the time', () => {
    const { log, lines } = given()
    log.warn({ partition: 3, reason: 'not_json' }, 'records rejected')
    expect(lines()).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        partition: 3,
        reason: 'not_json',
        msg: 'records rejected',
      },
    ])
  })

  it.skipIf(process.platform !== 'linux')(
    'loses lines that cannot be written, and lets the program go on',
    () => {
      const source = JSON.stringify(join(import.meta.dirname, '../../src/ops/log.ts'))
      const program = `import(${source}).then(({ createLogger, openStandardError }) => {
      createLogger({ level: 'info', stream: openStandardError() }).warn('lost')
      console.log('goes on')
    })`
      const full = openSync('/dev/full', 'w')
      const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--eval', program], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', full],
      })
      closeSync(full)
      expect({ status, stdout }).toEqual({ status: 0, stdout: 'goes on\n' })
    },
  )

  it('leaves out what is below its level', () => {
    const { log, lines } = given()
    log.debug({ partition: 3 }, 'batch done')
    expect(lines()).toEqual([])
  })

  it('blanks secrets and waybill numbers at any depth a line has', () => {
    const { log, text } = given()
    const waybill = { no: 'SF1234567890123', outletIds: ['0311'] }
    log.error({ waybills: [waybill], password: 'SF1234567890123', tokenKey: 'SF1234567890123' }, 'a')
    log.error(
      { event: { waybills: [waybill] }, settings: { kafka: { sasl: { password: 'SF1234567890123' } } } },
      'b',
    )
    log.error({ waybill, record: { value: 'SF1234567890123' }, redis: { password: 'SF1234567890123' } }, 'c')
    expect(text()).not.toContain('SF1234567890123')
    expect(text()).toContain('[redacted]')
  })

  it('blanks the login that a refusal of Redis quotes, at whatever error it hangs', () => {
    const { log, text } = given()
    const refusal = Object.assign(new Error('WRONGPASS invalid username-password pair'), {
      command: { name: 'hello', args: ['3', 'AUTH', 'default', 'hunter2'] },
    })
    log.error({ err: refusal }, 'a')
    log.error({ err: Object.assign(new Error('no node'), { lastNodeError: refusal }) }, 'b')
    log.error({ err: new AggregateError([refusal], 'no node') }, 'c')
    log.error({ args: ['hunter2'] }, 'd')
    expect(text()).not.toContain('hunter2')
    expect(text()).toContain('WRONGPASS')
  })

  it('withholds what a JSON parser quotes of an event', () => {
    const { log, text } = given()
    try {
      JSON.parse('{"waybills":[{"no":SF1234567890123}]}')
    } catch (err) {
      log.error({ err }, 'decoder failed')
    }
    expect(text()).not.toContain('SF12345')
    expect(text()).toContain('content withheld')
  })

  it('keeps the message, the stack and the cause of any other error', () => {
    const { log, lines } = given()
    log.error({ err: new Error('no answer', { cause: new Error('ECONNREFUSED') }) }, 'redis unavailable')
    expect(lines()[0]?.['err']).toMatchObject({
      message: expect.stringContaining('ECONNREFUSED'),
      stack: expect.any(String),
    })
  })

  it('says of a fault that has a code what it is and why, without a stack', () => {
    const { log, lines } = given()
    const fault = (message: string, cause: unknown) =>
      log.warn({ err: new WaywardenError('redis_unavailable', message, { cause }) }, 'lanes wait')
    fault('Redis is away', new Error('ECONNREFUSED'))
    fault('Redis is away: ECONNREFUSED', new Error('ECONNREFUSED'))
    fault('Redis is away', { offset: 3 })
    const known = { code: 'redis_unavailable', message: 'Redis is away' }
    expect(lines().map(({ err }) => err)).toEqual([
      { ...known, cause: 'ECONNREFUSED' },
      { ...known, message: 'Redis is away: ECONNREFUSED' },
      known,
    ])
  })

  it('withholds what a parser quotes where it is the cause of a fault', () => {
    const { log, text } = given()
    const cause = new SyntaxError('Unexpected token in "SF1234567890123"')
    log.error({ err: new WaywardenError('state_corrupt', 'A lane is damaged', { cause }) }, 'lane stopped')
    log.error({ err: new Error('A lane is lost', { cause }) }, 'lane stopped')
    expect(text()).toContain('A lane is damaged')
    expect(text()).toContain('A lane is lost')
    expect(text()).not.toContain('SF1234567890123')
  })

  it('says of a fault of its own where it was', () => {
    const { log, lines } = given()
    log.error({ err: new WaywardenError('internal', 'cannot be', { cause: null }) }, 'lane stopped')
    expect(lines()[0]?.['err']).toMatchObject({ message: 'cannot be', stack: expect.any(String) })
  })

  it('says once what an error quotes of its cause', () => {
    const { log, lines } = given()
    const err = new Error('no answer: ECONNREFUSED', { cause: new Error('ECONNREFUSED') })
    log.error({ err }, 'redis unavailable')
    expect(lines()[0]?.['err']).toMatchObject({ message: 'no answer: ECONNREFUSED' })
  })
})
