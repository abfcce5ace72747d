/** Names the keys of a log in Redis. All of them share a hash tag, so that in a cluster they are on one server. */

/** The keys of one log, in the order in which scripts take them. */
export interface RedisKeys {
  readonly meta: string
  readonly entries: string
  readonly states: string
  /** The bus: a sharded channel, on the server of the keys. Channels know no databases, so it names its own. */
  readonly channel: string
  /** All of them. */
  readonly all: readonly string[]
}

const prefixPattern = /^[\w.:-]{1,64}$/

/** True for a text that the names of keys may begin with. */
export function isKeyPrefix(text: string): boolean {
  return prefixPattern.test(text)
}

export function redisKeysOf(prefix: string, log: string, database: number): RedisKeys {
  // A brace in the name of a log would end the tag.
  const tag = `{${prefix}:${encodeURIComponent(log)}}`
  const meta = `${tag}:meta`
  const entries = `${tag}:entries`
  const states = `${tag}:states`
  const channel = `${tag}:bus:${database}`
  return {
    meta,
    entries,
    states,
    channel,
    all: [meta, entries, `${tag}:dedupe`, states, `${tag}:names`, channel],
  }
}

/** The keys of what servers share besides their logs: of names that no feed can have. */
export interface SharedRedisKeys {
  /** The counter of a rate: in a cluster, anywhere. */
  rate(key: string): string
  /** All slots are on one server of a cluster, where one script can look at a lease and at what it covers. */
  readonly leases: string
  slots(name: string, key: string): string
  /** All secrets of a store are on one server. */
  secret(store: string, key: string): string
}

export function sharedRedisKeysOf(prefix: string): SharedRedisKeys {
  const slots = `{${prefix}:.slots}`
  return {
    rate: (key) => `{${prefix}:.rates:${encodeURIComponent(key)}}`,
    leases: `${slots}:leases`,
    slots: (name, key) => `${slots}:${name}:${encodeURIComponent(key)}`,
    secret: (store, key) => `{${prefix}:.secrets:${store}}:${key}`,
  }
}
