import { HOUR_MS } from '../../contract/time-units.ts'
import { distinctInWindow } from './in-window.ts'
import type { Rule } from './rule.ts'

export const secopsDrive: Rule = {
  name: 'secops',
  title: 'Google SecOps, multiple files downloaded from Drive: more than 10 different ones per user in 1 h',
  source:
    'https://github.com/chronicle/detection-rules/blob/main/rules/community/workspace/google_workspace_multiple_files_downloaded_from_google_drive.yaral',
  start: () => distinctInWindow({ windowMs: HOUR_MS, moreThan: 10 }),
}
