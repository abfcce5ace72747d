/**
 * Values that are looked up by a secret and expire: tickets, and the cookies that they set. Kept in memory, with a
 * limit for each owner and in total. Expired values are removed when others are added, without a timer.
 */
import type { Clock } from '../../src/platform/ports.ts'

/** What was kept. */
export interface Kept<Value> {
  readonly value: Value
  /** Unix ms. */
  readonly untilMs: number
}

export interface SecretStore<Value> {
  /**
   * Keeps a value. An owner that has too many loses its oldest one.
   *
   * @param owner null: of no one in particular, and only the total is bounded.
   * @returns its secret; null when there are too many of all owners
   */
  add(owner: string | null, value: Value, untilMs: number): string | null
  /** Null for an unknown secret, and for one whose time is over. */
  find(secret: string): Kept<Value> | null
  /** Replaces what is kept under a secret that was found. */
  set(secret: string, value: Value, untilMs: number): void
}

/** Long enough that none of millions of secrets can be guessed. */
const secretBytes = 24
const clearEveryMs = 10_000

interface Entry<Value> extends Kept<Value> {
  readonly owner: string | null
}

export function createSecretStore<Value>(options: {
  readonly clock: Clock
  readonly perOwner: number
  readonly total: number
}): SecretStore<Value> {
  const { clock, perOwner, total } = options
  const entries = new Map<string, Entry<Value>>()
  const secretsOf = new Map<string, Set<string>>()
  let clearedAtMs = Number.NEGATIVE_INFINITY

  function remove(secret: string): void {
    const entry = entries.get(secret)
    entries.delete(secret)
    if (entry === undefined || entry.owner === null) return
    const others = secretsOf.get(entry.owner)
    others?.delete(secret)
    if (others?.size === 0) secretsOf.delete(entry.owner)
  }

  function clear(nowMs: number): void {
    if (nowMs - clearedAtMs < clearEveryMs) return
    clearedAtMs = nowMs
    for (const [secret, { untilMs }] of entries) if (untilMs <= nowMs) remove(secret)
  }

  function makeRoomFor(owner: string, secret: string): void {
    const secrets = secretsOf.get(owner) ?? new Set()
    secretsOf.set(owner, secrets.add(secret))
    const [oldest] = secrets
    if (secrets.size > perOwner && oldest !== undefined) remove(oldest)
  }

  return {
    add(owner, value, untilMs) {
      clear(clock.nowMs())
      if (entries.size >= total) return null
      const secret = createSecret()
      entries.set(secret, { owner, value, untilMs })
      if (owner !== null) makeRoomFor(owner, secret)
      return secret
    },
    find(secret) {
      const entry = entries.get(secret)
      return entry !== undefined && clock.nowMs() < entry.untilMs ? entry : null
    },
    set(secret, value, untilMs) {
      const entry = entries.get(secret)
      if (entry !== undefined) entries.set(secret, { ...entry, value, untilMs })
    },
  }
}

/** base64url, without padding. Not from the `Random` port, which is not cryptographically secure. */
function createSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(secretBytes))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}
