/**
 * What the server needs from the world around it: the time, timers, dice and somewhere to say things.
 * Interfaces only. Node's versions live in `server/node`, a browser tab hands in its own, tests hand
 * in a world whose time stands still.
 */

/** Two clocks: one that people read, one that only ever moves forward. */
export interface Clock {
  /** Unix time in milliseconds. May jump when somebody sets the machine's clock. */
  nowMs(): number
  /** Milliseconds since some fixed moment; never jumps, never runs backwards. For durations. */
  monotonicMs(): number
}

/** Takes back something that was asked for. Calling it twice, or too late, does nothing. */
export type Cancel = () => void

/** One-shot timers that do not keep the process alive. */
export interface Timers {
  /** Runs `run` once, at the earliest after `delayMs` milliseconds. */
  after(delayMs: number, run: () => void): Cancel
}

/** Dice. */
export interface Random {
  /** The next number in [0, 1). */
  next(): number
}

/**
 * Structured logging: facts first (an exception is the fact `error`), then what happened, in lower
 * case and without a full stop. `pino` fits as it is.
 */
export interface Logger {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}
