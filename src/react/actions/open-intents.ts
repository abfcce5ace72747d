/**
 * The idempotency keys of commands whose outcome is unknown: an answer was lost, so the same command is sent again
 * under its old key and cannot happen twice, even from a form that was closed and opened. Forgets after a while: later,
 * the same input is a new command, not a retry.
 */
import type { Session } from '../../payments-session.ts'

/** How long a repetition counts as a retry. The activity feed has shown the first try by then. */
export const retryWindowMs = 60_000

/** The keys of commands that have not been answered. */
export interface OpenIntents {
  /** The key to send an intent under: the old one while its outcome is unknown, else a new one. */
  keyFor(intent: string): string
  /** It was answered: the next time is another intent. */
  settle(intent: string): void
}

/** What {@link createOpenIntents} is made of. */
export interface OpenIntentsOptions {
  /** Milliseconds of a clock that only goes forward, such as `performance.now`. */
  readonly nowMs: () => number
  /** Creates a key: {@link newIdempotencyKey}. */
  readonly newKey: () => string
}

/**
 * Keys for commands of your own, as those of payment streams have: one key for each intent, until it was answered or a
 * minute has passed.
 *
 * @example
 * const intents = createOpenIntents({ nowMs: () => performance.now(), newKey: newIdempotencyKey })
 * const key = intents.keyFor('PATCH /orders/7 {"status":"paid"}')
 */
export function createOpenIntents(options: OpenIntentsOptions): OpenIntents {
  const open = new Map<string, { readonly key: string; readonly sinceMs: number }>()
  return {
    keyFor(intent) {
      const nowMs = options.nowMs()
      const known = open.get(intent)
      if (known && nowMs - known.sinceMs < retryWindowMs) return known.key
      const key = options.newKey()
      open.set(intent, { key, sinceMs: nowMs })
      return key
    },
    settle: (intent) => void open.delete(intent),
  }
}

const intentsOfSessions = new WeakMap<Session, OpenIntents>()

/** Those of a session: shared by everything that sends, so that they outlive the form that sent first. */
export function openIntentsOf(session: Session): OpenIntents {
  let intents = intentsOfSessions.get(session)
  if (!intents) {
    const { clock } = session.platform
    intents = createOpenIntents({ nowMs: () => clock.monotonicMs(), newKey: newIdempotencyKey })
    intentsOfSessions.set(session, intents)
  }
  return intents
}

/** 128 random bits. `crypto.randomUUID` would need HTTPS, and pages are also opened by address. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
