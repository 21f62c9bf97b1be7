import type { Reject } from '../contract/reject.ts'

/** What became of the input of a step: a look-up, or in the second pass an account day. */
export type StepResult =
  | { readonly kind: 'counted'; readonly isLate: boolean }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'reject'; readonly reject: Reject }

export const COUNTED: StepResult = { kind: 'counted', isLate: false }
export const COUNTED_LATE: StepResult = { kind: 'counted', isLate: true }
