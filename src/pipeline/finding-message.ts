import type { FindingRecord, LoudRecord } from '../contract/finding.ts'
import { scatterText } from '../core/hash-text.ts'
import { entityKey, type Loud, type SharedFinding } from '../core/ring/shared-finding.ts'
import type { OutboxMessage } from '../state/store.ts'

/** The message that a finding of the first pass leaves as: whatever is told of an entity is for one and the same of the second pass' lanes. */
export const findingMessage = (finding: SharedFinding, ringLanes: number): OutboxMessage => ({
  channel: 'findings',
  key: String(scatterText(entityKey(finding.entity)) % ringLanes),
  value: JSON.stringify(toRecord(finding)),
})

const toRecord = ({ role, loud, ...rest }: SharedFinding): FindingRecord => ({
  ...rest,
  ...(role === '' ? {} : { role }),
  ...(loud === null ? {} : { loud: loudRecord(loud) }),
})

const loudRecord = ({ foreignWaybills, outletId, offset, ...rest }: Loud): LoudRecord => ({
  ...rest,
  ...(foreignWaybills === null ? {} : { foreignWaybills }),
  ...(outletId === null ? {} : { outletId }),
  offset: String(offset),
})
