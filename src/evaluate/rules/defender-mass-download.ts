import { MINUTE_MS } from '../../contract/time-units.ts'
import { countInWindow } from './in-window.ts'
import type { Rule } from './rule.ts'

export const defenderMassDownload: Rule = {
  name: 'defender',
  title: 'Microsoft Defender for Cloud Apps, mass download: more than 50 per user in 1 min',
  source: 'https://learn.microsoft.com/defender-cloud-apps/policy-template-reference',
  start: () => countInWindow({ windowMs: MINUTE_MS, moreThan: 50 }),
}
