import { expect, it } from 'vitest'

import { voiceRows } from '../../../src/evaluate/report/voice-rows.ts'
import type { Summary } from '../../../src/evaluate/summary.ts'

const voice = (detector: string, thefts: number, falseDays: number) => ({
  detector,
  isOnTrial: false,
  thefts,
  falseDays,
})
const policy = (contender: string, voices: ReturnType<typeof voice>[]) =>
  ({ contender, thefts: 5, voices }) as unknown as Summary

it('sets what each detector did under one policy beside what it did under the other', () => {
  const before = policy('default', [voice('slow-drip', 3, 1)])
  const after = policy('new.yaml', [voice('slow-drip', 2, 0), voice('my-detector', 4, 2)])
  expect(voiceRows([before, after])).toEqual({
    head: [
      'detector',
      'default: thefts',
      'default: false account-days',
      'new.yaml: thefts',
      'new.yaml: false account-days',
    ],
    rows: [
      ['slow-drip', '3 of 5', '1', '2 of 5', '0'],
      ['my-detector', '0 of 5', '0', '4 of 5', '2'],
    ],
  })
})
