import { test } from 'vitest'

import { auditEventSchema } from '../../src/contract/audit-event.ts'
import { expectEqualMeaning } from './equality.ts'
import { readReference } from './reference.ts'

test('the audit event means what the reference schema means, over valid and invalid events', () => {
  expectEqualMeaning(auditEventSchema, readReference('waybill-query-event.schema.json'))
})
