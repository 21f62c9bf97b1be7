import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { runErrors, waitErrors } from '../src/contract/errors.ts'
import { createMetrics } from '../src/ops/metrics.ts'

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')

type Package = { readonly version: string; readonly license?: string; readonly integrity?: string }

// All of them allow commercial use; MPL-2.0 asks back changes of its own files only.
const licences = ['0BSD', 'Apache-2.0', 'BSD-3-Clause', 'ISC', 'MIT', 'MPL-2.0']

describe('the dependencies', () => {
  it('are pinned, each to one version whose bytes are known', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >
    const wanted = Object.entries({ ...dependencies, ...devDependencies })
    expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
    expect(packages().filter(([, { integrity }]) => integrity === undefined)).toEqual([])
  })

  it('may be used commercially', () => {
    expect(packages().filter(([, { license = '' }]) => !licences.includes(license))).toEqual([])
  })
})

describe('the README', () => {
  const readme = read('README.md')

  it('sets alarms on metrics that there are', async () => {
    const { registry } = createMetrics({ withProcess: false })
    const known = registry.getMetricsAsArray().map(({ name }) => name)
    const named = [...readme.matchAll(/`(waywarden_[a-z_]+)/g)].map(([, name = '']) => name)
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((name) => !known.includes(name))).toEqual([])
  })

  it('tells the way on for every fault that the program or a lane waits for or stops at, but for those of its own making, and of no other', () => {
    const table = readme.slice(readme.indexOf('| Fault in the log |'), readme.indexOf('## Measured'))
    const told = [...table.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, code = '']) => code)
    const faults = [...waitErrors, ...runErrors].filter((code) => code !== 'internal')
    expect(told.toSorted()).toEqual(faults.toSorted())
  })
})

function packages(): (readonly [string, Package])[] {
  const { packages: found } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Package> }
  return Object.entries(found).filter(([path]) => path !== '')
}
