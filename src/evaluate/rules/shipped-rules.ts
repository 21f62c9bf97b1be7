import { HOUR_MS, MINUTE_MS } from '../../contract/time-units.ts'
import { countInPeriod } from './count-in-period.ts'
import { distinctInBin } from './distinct-in-bin.ts'
import { countInWindow, distinctInWindow } from './in-window.ts'
import type { Rule } from './rule.ts'

/** Rules as vendors ship them, each with its published default. */
export const shippedRules: readonly Rule[] = [
  {
    name: 'sentinel',
    title:
      'Microsoft Sentinel, SharePoint file transfer above threshold: 5,000 different ones per user and address in fixed 15 min',
    source:
      'https://github.com/Azure/Azure-Sentinel/blob/master/Solutions/Microsoft%20365/Analytic%20Rules/sharepoint_file_transfer_above_threshold.yaml',
    start: () =>
      distinctInBin({
        binMs: 15 * MINUTE_MS,
        atLeast: 5_000,
        keyOf: ({ accountId, sourceIp }) => `${accountId}/${sourceIp}`,
      }),
  },
  {
    name: 'defender',
    title: 'Microsoft Defender for Cloud Apps, mass download: more than 50 per user in 1 min',
    source: 'https://learn.microsoft.com/defender-cloud-apps/policy-template-reference',
    start: () => countInWindow({ windowMs: MINUTE_MS, moreThan: 50 }),
  },
  {
    name: 'elastic',
    title:
      'Elastic, M365 excessive file downloads: 25 different ones per user, session, address and app in fixed 3 min',
    source:
      'https://github.com/elastic/detection-rules/blob/main/rules/integrations/o365/collection_onedrive_excessive_file_downloads.toml',
    start: () =>
      distinctInBin({
        binMs: 3 * MINUTE_MS,
        atLeast: 25,
        keyOf: ({ accountId, sessionId, sourceIp, channel }) =>
          `${accountId}/${sessionId}/${sourceIp}/${channel}`,
      }),
  },
  {
    name: 'panther-gws',
    title: 'Panther, Google Workspace many downloads: 20 per user in 5 min',
    source:
      'https://github.com/panther-labs/panther-analysis/blob/main/rules/gsuite_activityevent_rules/google_workspace_many_docs_downloaded.yml',
    start: () => countInPeriod({ periodMs: 5 * MINUTE_MS, atLeast: 20 }),
  },
  {
    name: 'panther-box',
    title: 'Panther, Box many downloads: 100 per user in 60 min',
    source:
      'https://github.com/panther-labs/panther-analysis/blob/main/rules/box_rules/box_user_downloads.yml',
    start: () => countInPeriod({ periodMs: HOUR_MS, atLeast: 100 }),
  },
  {
    name: 'secops',
    title: 'Google SecOps, multiple files downloaded from Drive: more than 10 different ones per user in 1 h',
    source:
      'https://github.com/chronicle/detection-rules/blob/main/rules/community/workspace/google_workspace_multiple_files_downloaded_from_google_drive.yaral',
    start: () => distinctInWindow({ windowMs: HOUR_MS, moreThan: 10 }),
  },
]
