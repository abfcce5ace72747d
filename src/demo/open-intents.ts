/**
 * The idempotency keys of intents whose outcome is unknown: an answer was lost, so the same intent is
 * sent again under its old key and cannot happen twice, even from a form that was closed and opened.
 * Forgets after a while: later, the same input is a new intent, not a retry.
 */

/** How long a repetition counts as a retry. The activity feed has shown the first try by then. */
export const retryWindowMs = 60_000

export interface OpenIntents {
  /** The key to send an intent under: the old one while its outcome is unknown, else a new one. */
  keyFor(intent: string): string
  /** The server has decided; the next time is another intent. */
  settle(intent: string): void
}

export function createOpenIntents(options: {
  readonly nowMs: () => number
  readonly newKey: () => string
}): OpenIntents {
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

/** 128 random bits. `crypto.randomUUID` would need HTTPS, and the page is also opened by address. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
