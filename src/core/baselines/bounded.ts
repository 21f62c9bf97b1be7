/** So many times what is usual, plus a little for those who do next to nothing. */
export type Bound = { readonly factor: number; readonly slack: number }

/** What was observed, as far as the bound around what was expected goes. */
export const bounded = (observed: number, expected: number, { factor, slack }: Bound): number =>
  Math.min(observed, expected * factor + slack)
