import { tell } from './tell.ts'

/** What settings are read from if no file is named. */
const SETTINGS_FILE = 'waywarden.yaml'

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
  if (named !== undefined || !files.includes(SETTINGS_FILE)) return
  tell(
    `Settings of ${SETTINGS_FILE} in this folder; policy ${policies.map((each) => each ?? 'default').join(', ')}.`,
  )
}
