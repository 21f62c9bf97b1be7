import { existsSync, readdirSync, readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { severities } from '../../src/contract/alert.ts'
import { thresholdMeanings } from '../../src/contract/thresholds.ts'
import { signKinds } from '../../src/core/detector.ts'
import { RECURRING_SCORE } from '../../src/core/surprise/tails.ts'

const filesIn = (folder: string): readonly string[] =>
  readdirSync(new URL(folder, import.meta.url)).filter((name) => name.endsWith('.ts'))

/** A threshold says in its name what it counts, or in which unit it is. */
const ENDINGS = [
  'Records',
  'Foreign',
  'Distinct',
  'Count',
  'Surprise',
  'TimesUsual',
  'TimesPeak',
  'Days',
  'Hours',
  'Minutes',
  'Share',
  'Excess',
  'LookUps',
  'Waybills',
  'Accounts',
]
const ENDINGS_HINT = `must end with what it counts or its unit: ${ENDINGS.join(', ')} (ENDINGS in test/detectors/catalogue.test.ts)`
const PLACES_HINT =
  'an account has no more places for scores: move RECURRING_SCORE and ALL_SCORE (src/core/surprise/tails.ts), a new STATE_VERSION'
const MEANINGS_HINT =
  'thresholdMeanings in src/contract/thresholds.ts must say what each threshold means, and have no other names'

describe('the list of detectors', () => {
  it('holds every file of the folder, under its name', () => {
    const files = filesIn('../../detectors/').filter((name) => name !== 'index.ts')
    const hint = 'add the detector to the end of the list in detectors/index.ts'
    expect(detectors.map(({ id }) => `${id}.ts`).toSorted(), hint).toEqual(files.toSorted())
  })

  it('has a test for each', () => {
    const missing = detectors
      .map(({ id }) => `test/detectors/${id}.test.ts`)
      .filter((file) => !existsSync(file))
    expect(missing, 'these tests are to be written').toEqual([])
  })

  it('has a meaning for every threshold, and no meaning without one', () => {
    const names = new Set(detectors.flatMap(({ defaults }) => Object.keys(defaults)))
    expect(Object.keys(thresholdMeanings).toSorted(), MEANINGS_HINT).toEqual([...names].toSorted())
  })

  it('leaves a place in an account for the scores of each', () => {
    expect(detectors.length, PLACES_HINT).toBeLessThanOrEqual(RECURRING_SCORE)
  })
})

describe('the table of detectors/README.md', () => {
  const rows = readFileSync(new URL('../../detectors/README.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^\| `[a-z-]+` \| .* \| .* \| `/.test(line))

  it('is what the detectors say of themselves, in their order', () => {
    const said = detectors.map(({ id, title, kind, defaults }) => {
      const thresholds = Object.entries(defaults).map(([name, value]) => `\`${name}: ${String(value)}\``)
      return `| \`${id}\` | ${title} | ${kind} | ${thresholds.join(', ')} |`
    })
    expect(rows).toEqual(said)
  })
})

for (const detector of detectors) {
  describe(detector.id, () => {
    it('says what it looks for, why, what it does not see, when it is wrong, and what to do', () => {
      expect(detector.id).toMatch(/^[a-z]+(-[a-z]+)*$/)
      for (const text of [detector.title, detector.why]) expect(text.trim().length).toBeGreaterThan(20)
      for (const list of [detector.blindSpots, detector.falseAlarms]) {
        expect(list.length).toBeGreaterThan(0)
        for (const text of list) expect(text).toMatch(/^\S.{10,}\.$/)
      }
    })

    it('has two or three triage steps, each with a time frame and most with a field to look at', () => {
      expect(detector.triage.length).toBeGreaterThanOrEqual(2)
      expect(detector.triage.length).toBeLessThanOrEqual(3)
      for (const step of detector.triage)
        expect(step).toMatch(/^Within (\d+ minutes|the hour|the day|the week): .+\.$/)
      expect(detector.triage.some((step) => /\b(exposure|evidence|signals|entity)\.\w+/.test(step))).toBe(
        true,
      )
    })

    it('has a severity if it can cross a limit, and none that would do nothing', () => {
      const hasLimit = detector.kind === 'limit' || 'limitCount' in detector.defaults
      if (hasLimit) expect(severities).toContain(detector.severity)
      else expect(detector).not.toHaveProperty('severity')
    })

    it('has a known kind, and techniques of MITRE ATT&CK', () => {
      expect(signKinds).toContain(detector.kind)
      expect(detector.techniques.length).toBeGreaterThan(0)
      for (const technique of detector.techniques) expect(technique).toMatch(/^T\d{4}(\.\d{3})?$/)
    })

    it('has thresholds with their unit in the name', () => {
      for (const [name, value] of Object.entries(detector.defaults)) {
        expect(
          ENDINGS.some((ending) => name.endsWith(ending)),
          `${name} ${ENDINGS_HINT}; ${MEANINGS_HINT}`,
        ).toBe(true)
        expect(typeof value === 'number' && value >= 0).toBe(true)
      }
    })
  })
}
