/** Structured logging as the server needs it, and a logger for tests and browser tabs. Node's is in server/node. */

/**
 * Structured logging: facts first (an exception is the fact `error`), then what happened, in lower
 * case and without a full stop. `pino` fits as it is.
 */
export interface Logger {
  /** Details for developers. */
  debug(facts: object, message: string): void
  /** What an operator may want to see. */
  info(facts: object, message: string): void
  /** Something that works but should not stay so. */
  warn(facts: object, message: string): void
  /** A failure of the server itself. */
  error(facts: object, message: string): void
}

const nothing = () => {}

/** Drops every line. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }
