/** Where a record lies in the log. */
export type Position = { readonly topic: string; readonly partition: number; readonly offset: number }
