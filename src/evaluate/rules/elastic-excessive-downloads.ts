import { MINUTE_MS } from '../../contract/time-units.ts'
import { distinctInBin } from './distinct-in-bin.ts'
import type { Rule } from './rule.ts'

export const elasticExcessiveDownloads: Rule = {
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
}
