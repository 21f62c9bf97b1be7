import type { Logger } from 'pino'

/**
 * Runs the steps of a shutdown in order. A step that fails is logged and passed over:
 * the state is right without it.
 */
export const attempt = async (log: Logger, steps: readonly (() => Promise<void>)[]): Promise<void> => {
  for (const step of steps) {
    try {
      await step()
    } catch (err) {
      log.debug({ err }, 'a step of the shut-down failed')
    }
  }
}
