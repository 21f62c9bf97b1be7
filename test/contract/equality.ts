import * as fc from 'fast-check'
import type { TSchema } from 'typebox'
import { expect } from 'vitest'

import { compileCheck } from '../../src/contract/compile-check.ts'
import { firstFault } from '../../src/contract/first-fault.ts'
import { type JsonSchema, nearSchema } from './near-schema.ts'
import { expectBothKinds, referenceCheck } from './reference.ts'

const numRuns = 3000

/** Our check, our explanation, and our published schema say of every value what the reference says. */
export function expectEqualMeaning(definition: TSchema, reference: JsonSchema): void {
  const check = compileCheck(definition)
  const isReference = referenceCheck(reference)
  const isPublished = referenceCheck(JSON.parse(JSON.stringify(definition)) as object)
  let valid = 0
  let total = 0
  fc.assert(
    fc.property(nearSchema(reference), (value) => {
      const expected = isReference(value)
      total += 1
      valid += expected ? 1 : 0
      expect([check(value), firstFault(definition, value) === null, isPublished(value)]).toEqual([
        expected,
        expected,
        expected,
      ])
    }),
    { numRuns, seed: 20_260_302 },
  )
  expectBothKinds(valid, total)
}
