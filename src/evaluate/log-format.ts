import type { Settings } from '../ops/settings-form.ts'

/** How a log is read; of the settings. */
export type LogFormat = Pick<Settings, 'mapping' | 'limits'>

/** As the contract has it, with the limits of settings that say nothing. */
export const NATIVE: LogFormat = { mapping: null, limits: { maxEventBytes: 1 << 20 } }
