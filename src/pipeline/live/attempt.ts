import type { Logger } from 'pino'

/** What a shut-down wants done; the state is right without it. */
export const attempt = async (log: Logger, steps: readonly (() => Promise<void>)[]): Promise<void> => {
  for (const step of steps) {
    try {
      await step()
    } catch (err) {
      log.debug({ err }, 'a step of the shut-down failed')
    }
  }
}
