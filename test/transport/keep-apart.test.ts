import { linkSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { keepApart } from '../../src/transport/keep-apart.ts'

const folder = mkdtempSync(join(tmpdir(), 'waywarden-apart-'))
const at = (name: string): string => join(folder, name)

writeFileSync(at('log'), 'one line\n')
symlinkSync(at('log'), at('link'))
linkSync(at('log'), at('twin'))
mkdirSync(at('real'))
symlinkSync(at('real'), at('same'))

describe('outputs', () => {
  it.each([
    ['the log by its name', at('log'), 'log'],
    ['the log by another way to it', `${folder}/real/../log`, 'log'],
    ['a link to the log', at('link'), 'log'],
    ['another name of the same file', at('twin'), 'log'],
    ['a log that is a link', at('log'), 'link'],
  ])('are refused that are read too: %s', (_, output, input) => {
    expect(() => keepApart([at(input)], { '--alerts': output })).toThrow(`--alerts ${output} is also read`)
  })

  it.each([
    ['one that is there', at('log'), at('twin')],
    ['one that is not there yet', at('new'), at('new')],
    ['one that is not there yet, by two ways to it', at('real/new'), at('same/new')],
    ['standard output', '-', '-'],
  ])('are refused that are one: %s', (_, alerts, rejects) => {
    expect(() => keepApart([], { '--alerts': alerts, '--rejects': rejects })).toThrow(
      `--rejects ${rejects} is also used by --alerts`,
    )
  })

  it('and standard input twice are refused', () => {
    expect(() => keepApart(['-', at('log'), '-'])).toThrow(/^Standard input .* only once$/)
    keepApart(['-', at('log'), at('log')])
  })

  it('are refused all at once, as wrong usage', () => {
    const attempt = () => keepApart([at('log'), undefined], { '--a': at('log'), '--b': '-', '--c': '-' })
    expect(attempt).toThrow(expect.objectContaining({ code: 'usage_invalid' }))
    expect(attempt).toThrow(/^--a .*\n--c /)
  })

  it('may be new, or nothing that can be destroyed, or standard output beside standard input', () => {
    const none = '/dev/null'
    keepApart([at('log'), '-', none], { '--alerts': '-', '--rejects': none, '--summary': none })
    keepApart([at('log')], { '--alerts': at('a'), '--rejects': at('b'), '--summary': at('nowhere/a') })
    keepApart([at('log')], { '--alerts': undefined })
  })
})
