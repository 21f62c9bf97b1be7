import { describe, expect, it } from 'vitest'

import { createMemoryStore } from '../../src/state/memory.ts'
import { makeStep, message } from './make-step.ts'
import { storeContract } from './store-contract.ts'
import { checkInterleavings } from './store-property.ts'

describe('the memory store', () => {
  storeContract(async () => createMemoryStore())

  it('takes more messages at once than a call has room for arguments', async () => {
    const store = createMemoryStore()
    const { epoch } = await store.claim(0)
    const outbox = Array.from({ length: 200_000 }, () => message('one'))
    expect(await store.checkpoint(makeStep({ epoch, outbox }))).toEqual({ kind: 'ok' })
    expect((await store.claim(0)).outbox).toHaveLength(outbox.length)
  })

  it('is right whatever two owners do in whatever order', async () => {
    await checkInterleavings(createMemoryStore(), 500)
  })
})
