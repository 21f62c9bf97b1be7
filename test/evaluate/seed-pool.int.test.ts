import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { enlist } from '../../src/evaluate/lineup.ts'
import { NATIVE } from '../../src/evaluate/log-format.ts'
import { asJson } from '../../src/evaluate/report/json.ts'
import { defaultOptions } from '../../src/simulate/options.ts'
import { runWaywarden } from '../integration/live-process.ts'
import { evaluateHere } from './evaluate-here.ts'

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'waywarden-seeds-'))))
afterAll(() => rmSync(folder, { recursive: true }))

// Beside the integration tests, for the program as it is built: its threads do not read sources.
it('plays seeds in threads, and says what one after the other would', () => {
  const strict = join(folder, 'strict.yaml')
  writeFileSync(strict, 'alerts: { mediumFalseAlarms: 8 }\nhoneyWaybills: [YT1]\n')
  const simulated = ['--simulate', 'hebei', '--accounts', '20', '--days', '4', '--seeds', '3,1']
  const lineup = ['--policy', 'default', '--policy', strict, '--against', 'secops', '--calibration']
  const printed = runWaywarden('evaluate', ...simulated, ...lineup, '--json', '-')
  const participants = enlist(
    {
      policies: [
        { name: 'default', document: {} },
        { name: strict, document: { alerts: { mediumFalseAlarms: 8 }, honeyWaybills: ['YT1'] } },
      ],
      against: ['secops'],
      hasCalibration: true,
    },
    NATIVE.tokenKey,
  )
  const options = { ...defaultOptions, scenario: 'hebei', accounts: 20, days: 4 }
  const expected = asJson(evaluateHere({ options, seeds: [3, 1] }, participants))
  expect(JSON.parse(printed)).toEqual(JSON.parse(JSON.stringify(expected)))
})
