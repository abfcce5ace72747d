/**
 * What the servers of one installation share besides the events of their logs, so that limits hold for all of them
 * together and a ticket can be used on any of them, once. Types only: a log that servers share may bring one.
 *
 * Limits must not make a server unavailable: while the others cannot be reached, it counts alone. Secrets must not be
 * accepted twice: while the others cannot be reached, they are refused.
 */
import type { CreateSecretStore } from '../auth/secret-store.ts'
import type { CreateRateLimiter } from './rate-limiter.ts'

/** Slots that several servers hold, by key. */
export interface SharedSlots {
  /**
   * Whether the servers together hold no more than they may of a key, with what this one holds now.
   *
   * @returns null if so, or if the others cannot be reached; otherwise how many are held, without the one that was taken.
   *   Does not reject.
   */
  expectRoom(key: string): Promise<number | null>
  /** This server holds less of a key than before. */
  released(key: string): void
  /** Gives all slots of this server back. */
  close(): void
}

/** Creates shared slots. */
export type CreateSharedSlots = (options: {
  /** Distinguishes slots of different kinds. */
  readonly name: string
  /** What this server holds: read whenever it is needed. */
  readonly counts: ReadonlyMap<string, number>
  /** How many the servers may hold together of each key. */
  readonly most: number
}) => SharedSlots

/** See the head of this file. */
export interface SharedState {
  /** Counters of rates. They count alone while the others cannot be reached, and never reject for that. */
  readonly createRateLimiter: CreateRateLimiter
  /** Slots of connections. They count alone while the others cannot be reached. */
  readonly createSlots: CreateSharedSlots
  /** Stores of secrets, whose calls fail with LogError `log_unavailable` while the others cannot be reached. */
  readonly createSecretStore: CreateSecretStore
  /** Whether this server counts alone at present. */
  readonly isAlone: boolean
}
