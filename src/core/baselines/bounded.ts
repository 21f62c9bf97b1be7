/** An upper bound: `factor` times what is expected, plus `slack` for accounts that do next to nothing. */
export type Bound = { readonly factor: number; readonly slack: number }

/** `observed`, cut at the bound around `expected`. */
export const bounded = (observed: number, expected: number, { factor, slack }: Bound): number =>
  Math.min(observed, expected * factor + slack)
