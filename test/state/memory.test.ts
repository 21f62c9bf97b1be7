import { describe, it } from 'vitest'

import { createMemoryStore } from '../../src/state/memory.ts'
import { storeContract } from './store-contract.ts'
import { checkInterleavings } from './store-property.ts'

describe('the memory store', () => {
  storeContract(async () => createMemoryStore())

  it('is right whatever two owners do in whatever order', async () => {
    await checkInterleavings(createMemoryStore(), 500)
  })
})
