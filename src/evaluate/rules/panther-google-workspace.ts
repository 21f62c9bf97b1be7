import { MINUTE_MS } from '../../contract/time-units.ts'
import { countInPeriod } from './count-in-period.ts'
import type { Rule } from './rule.ts'

export const pantherGoogleWorkspace: Rule = {
  name: 'panther-gws',
  title: 'Panther, Google Workspace many downloads: 20 per user in 5 min',
  source:
    'https://github.com/panther-labs/panther-analysis/blob/main/rules/gsuite_activityevent_rules/google_workspace_many_docs_downloaded.yml',
  start: () => countInPeriod({ periodMs: 5 * MINUTE_MS, atLeast: 20 }),
}
