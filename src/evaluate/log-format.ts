import type { Settings } from '../ops/settings-form.ts'
import { PUBLIC_KEY } from '../ops/token-keys.ts'

/** How a log is read; of the settings. */
export type LogFormat = Pick<Settings, 'mapping' | 'limits' | 'tokenKey' | 'files'>

/** As the contract has it, with the limits and the token key of settings that say nothing. */
export const NATIVE: LogFormat = {
  mapping: null,
  limits: { maxEventBytes: 1 << 20 },
  tokenKey: new TextEncoder().encode(PUBLIC_KEY),
  files: [],
}
