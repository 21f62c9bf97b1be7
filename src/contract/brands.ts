declare const brand: unique symbol

type Brand<T, Name extends string> = T & { readonly [brand]: Name }

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = Brand<number, 'EpochMs'>

/** The account that looked, as the audit log names it. */
export type AccountId = Brand<string, 'AccountId'>

export const epochMs = (value: number): EpochMs => value as EpochMs
export const accountId = (value: string): AccountId => value as AccountId
