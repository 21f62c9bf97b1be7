import { MINUTE_MS } from '../../contract/time-units.ts'
import { distinctInBin } from './distinct-in-bin.ts'
import type { Rule } from './rule.ts'

export const sentinelMassTransfer: Rule = {
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
}
