import type { Settings } from '../ops/settings-form.ts'
import { PUBLIC_KEY } from '../ops/token-keys.ts'

/** The settings that say how a log is read. */
export type LogFormat = Pick<Settings, 'mapping' | 'limits' | 'tokenKey' | 'files'>

/** A log in the contract's own format, with the default limits and token key. */
export const NATIVE: LogFormat = {
  mapping: null,
  limits: { maxEventBytes: 1 << 20 },
  tokenKey: new TextEncoder().encode(PUBLIC_KEY),
  files: [],
}
