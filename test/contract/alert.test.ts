import { test } from 'vitest'

import { alertSchema } from '../../src/contract/alert.ts'
import { expectEqualMeaning } from './equality.ts'
import { readReference } from './reference.ts'

test('the alert means what the reference schema means, over valid and invalid alerts', () => {
  expectEqualMeaning(alertSchema, readReference('alert.schema.json'))
})
