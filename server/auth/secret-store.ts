/**
 * Values that are looked up by a secret and expire: tickets, and the cookies that they set. The interface is asynchronous,
 * so that servers can share a store; the one here keeps them in memory, with a limit for each owner and in total. Expired values are removed when others are added, without a timer.
 *
 * When the total is reached, the owner with the most values loses its oldest one. So an owner that floods the store
 * takes places from itself, and others can add as long as anyone has more than they have.
 */
import type { Clock } from '../../src/platform/ports.ts'

/** What was kept. */
export interface KeptSecret<Value> {
  /** As it was added or set. */
  readonly value: Value
  /** What {@link SecretStore.move} changes; an empty text for values that have no states. */
  readonly state: string
  /** Unix ms. */
  readonly untilMs: number
}

/** Whose value it is. */
export interface SecretOwner {
  /** Distinguishes owners, such as a subject of a tenant. */
  readonly key: string
  /** How many values it may have. */
  readonly most: number
}

/** Values by their secrets. Calls fail with LogError `log_unavailable` while a store that servers share is away. */
export interface SecretStore<Value> {
  /**
   * Keeps a value. An owner that has too many loses its oldest one.
   *
   * @param state default: an empty text
   * @returns its secret; null when the store is full
   */
  add(owner: SecretOwner, value: Value, untilMs: number, state?: string): Promise<string | null>
  /** Null for an unknown secret, and for one whose time is over. */
  find(secret: string): Promise<KeptSecret<Value> | null>
  /** Replaces what is kept under a secret, if it is still kept. */
  set(secret: string, value: Value, untilMs: number): Promise<void>
  /**
   * Changes the state and the time of a value, if it has one of the states `from`. The comparison and the change are
   * one atomic step.
   *
   * @returns what was kept before, whether it was changed or not; null for an unknown secret, and for one whose time is
   *   over.
   */
  move(
    secret: string,
    from: readonly string[],
    to: string,
    untilMs: number,
  ): Promise<KeptSecret<Value> | null>
}

/** Creates a store: in the memory of this process, or one that several servers share. */
export type CreateSecretStore = <Value>(options: {
  /** Distinguishes stores that are kept in one place. */
  readonly name: string
  /** How many values it may have. */
  readonly total: number
  readonly clock: Clock
}) => SecretStore<Value>

/** Long enough that none of millions of secrets can be guessed. */
const secretBytes = 24
const clearEveryMs = 10_000

interface Entry<Value> extends KeptSecret<Value> {
  readonly owner: string
}

export function createSecretStore<Value>(options: {
  readonly clock: Clock
  readonly total: number
}): SecretStore<Value> {
  const { clock, total } = options
  const entries = new Map<string, Entry<Value>>()
  /** SecretOwner → its secrets, oldest first. */
  const secretsOf = new Map<string, Set<string>>()
  /** How many secrets → the owners that have as many. */
  const ownersBySize: Set<string>[] = []
  let clearedAtMs = Number.NEGATIVE_INFINITY

  function resize(owner: string, secrets: Set<string>, change: () => void): void {
    ownersBySize[secrets.size]?.delete(owner)
    change()
    if (secrets.size === 0) {
      secretsOf.delete(owner)
      return
    }
    const owners = ownersBySize[secrets.size] ?? new Set()
    ownersBySize[secrets.size] = owners.add(owner)
    secretsOf.set(owner, secrets)
  }

  function remove(secret: string): void {
    const owner = entries.get(secret)?.owner
    const secrets = owner === undefined ? undefined : secretsOf.get(owner)
    entries.delete(secret)
    if (owner !== undefined && secrets) resize(owner, secrets, () => secrets.delete(secret))
  }

  function removeOldestOf(owner: string): void {
    const [oldest] = secretsOf.get(owner) ?? []
    if (oldest !== undefined) remove(oldest)
  }

  function clear(): void {
    const nowMs = clock.nowMs()
    if (nowMs - clearedAtMs < clearEveryMs) return
    clearedAtMs = nowMs
    for (const [secret, { untilMs }] of entries) if (untilMs <= nowMs) remove(secret)
  }

  /** An owner with more than this many, and of those one with the most. */
  function findLarger(size: number): string | undefined {
    for (let larger = ownersBySize.length - 1; larger > size; larger--) {
      const [owner] = ownersBySize[larger] ?? []
      if (owner !== undefined) return owner
    }
    return undefined
  }

  function hasRoomFor({ key, most }: SecretOwner): boolean {
    const size = secretsOf.get(key)?.size ?? 0
    if (size >= most) removeOldestOf(key)
    else if (entries.size >= total) {
      // No owner loses its only one to another.
      const larger = findLarger(Math.max(1, size)) ?? (size > 0 ? key : undefined)
      if (larger === undefined) return false
      removeOldestOf(larger)
    }
    return true
  }

  function find(secret: string): Entry<Value> | null {
    const entry = entries.get(secret)
    return entry !== undefined && clock.nowMs() < entry.untilMs ? entry : null
  }

  return {
    async add(owner, value, untilMs, state = '') {
      clear()
      if (!hasRoomFor(owner)) return null
      const secret = createSecret()
      entries.set(secret, { owner: owner.key, value, state, untilMs })
      const secrets = secretsOf.get(owner.key) ?? new Set<string>()
      resize(owner.key, secrets, () => secrets.add(secret))
      return secret
    },
    find: async (secret) => find(secret),
    async set(secret, value, untilMs) {
      const entry = entries.get(secret)
      if (entry !== undefined) entries.set(secret, { ...entry, value, untilMs })
    },
    async move(secret, from, to, untilMs) {
      const entry = find(secret)
      if (entry !== null && from.includes(entry.state)) {
        entries.set(secret, { ...entry, state: to, untilMs })
      }
      return entry
    },
  }
}

/** base64url, without padding. Not from the `Random` port, which is not cryptographically secure. */
export function createSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(secretBytes))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}
