import { DEFAULT_SETTINGS_FILE } from '../ops/settings.ts'
import { tell } from './tell.ts'

/**
 * Names the settings file on standard error if nobody asked for it, and the policy in force: what lies in the
 * working folder decides the result. `files` are those that the settings came from; a policy of null is that
 * of the detectors.
 */
export const tellFound = (
  files: readonly string[],
  named: string | undefined,
  policies: readonly (string | null)[],
): void => {
  if (named !== undefined || !files.includes(DEFAULT_SETTINGS_FILE)) return
  tell(
    `Settings of ${DEFAULT_SETTINGS_FILE} in this folder; policy ${policies.map((each) => each ?? 'default').join(', ')}.`,
  )
}
