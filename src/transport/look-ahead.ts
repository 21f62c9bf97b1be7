// In: batches of a file. Out: the same records in other batches, each with the records that come next. Fails
// closed: if reading fails, the records read until then are yielded before the error is thrown.
import type { FileBatch } from './file.ts'
import type { InputRecord } from './input-record.ts'

export type FileBatchAhead = FileBatch & {
  /** The records that come next: `count` of them, or all that are left. */
  readonly behind: readonly InputRecord[]
}

/** Holds back the newest `count` records until others have followed them, or the file ends. */
export async function* lookAhead(
  batches: AsyncIterable<FileBatch>,
  count: number,
): AsyncGenerator<FileBatchAhead> {
  let held: readonly InputRecord[] = []
  let bytesRead = 0
  let fault: { readonly error: unknown } | null = null
  try {
    for await (const batch of batches) {
      bytesRead = batch.bytesRead
      held = [...held, ...batch.records]
      if (held.length <= count) continue
      const records = held.slice(0, -count)
      held = held.slice(-count)
      yield { records, behind: held, bytesRead }
    }
  } catch (error) {
    fault = { error }
  }
  yield { records: held, behind: [], bytesRead }
  if (fault !== null) throw fault.error
}
