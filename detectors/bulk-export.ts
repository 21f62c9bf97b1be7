import type { Detector, Finding } from '../src/core/detector.ts'
import { isOwnList } from '../src/core/exposure.ts'
import { habitFinding } from '../src/core/findings.ts'
import type { View } from '../src/core/view.ts'

const defaults = { minCount: 20, minSurprise: 2, limitCount: 300, limitTimesUsual: 10 }

/** One export can hold more than a month of look-ups. */
export const bulkExport: Detector<typeof defaults> = {
  id: 'bulk-export',
  title: 'Many records in few look-ups',
  kind: 'action',
  severity: 'medium',
  techniques: ['T1213', 'T1530'],
  why: 'Lists and exports show many records at once: a few of them are already a harvest.',
  blindSpots: [
    'Pages of fewer than ten waybills that the log lists.',
    "Fewer than 1,000 rows a day, most of them of the account's own outlet as far as the log says, raise only a low alert, because they may be a check of its books. This does not apply if most go to a machine new to the account.",
  ],
  falseAlarms: ['A monthly export for the accounting department.', "A list of the day's parcels."],
  triage: [
    'Within 5 minutes: check exposure.records.',
    'Within 15 minutes: ask for the purpose of the export.',
    'Within the hour: if there is none, close the account and secure the file.',
  ],
  defaults,

  detect(view, thresholds) {
    const finding = habitFinding(
      view,
      'bulk',
      thresholds,
      'records listed, exported or only counted by the log',
    )
    if (finding === null || finding.limit === null) return finding
    return isOwnList(view) && !isElsewhere(view, finding) ? { ...finding, excuse: 'work' } : finding
  },
}

/**
 * Whether at least half of the records went to a source new to the account, which usually does less than half
 * of its work from new sources. Nobody checks the books at a machine like that.
 */
const isElsewhere = (view: View, { observed }: Finding): boolean =>
  2 * view.today('newSource') >= observed && 2 * view.usualToday('newSource').mean < view.usual().day.mean
