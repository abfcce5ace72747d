/**
 * Reports on something that is done again and again: once when it begins to fail, once for each other
 * reason, and once when it works again. Ten identical lines a second would bury everything else.
 */
import type { Logger } from './logger.ts'

/** Takes the outcome of every run. */
export interface RunReport {
  succeeded(): void
  failed(error: unknown): void
}

/**
 * @param options.facts go into every line.
 * @param options.failing the sentence for a failure. @param options.recovered the one for its end.
 */
export function createRunReport(options: {
  readonly logger: Logger
  readonly facts?: object
  readonly failing: string
  readonly recovered: string
}): RunReport {
  const { logger, facts, failing, recovered } = options
  let reason: string | null = null

  return {
    succeeded() {
      if (reason === null) return
      reason = null
      logger.info({ ...facts }, recovered)
    },
    failed(error) {
      const newReason = String(error)
      if (newReason === reason) return
      reason = newReason
      logger.warn({ error, ...facts }, failing)
    },
  }
}
