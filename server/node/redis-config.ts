/** Where Redis is, from the environment. */
import { parseRedisAddress } from '../log/redis-address.ts'
import { isKeyPrefix } from '../log/redis-keys.ts'

/** The environment, and the mistakes in it. */
interface RedisEnvironment {
  text(name: string): string | undefined
  word<Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word
  readonly mistakes: string[]
}

/** What the Redis log is opened with. */
export interface RedisSettings {
  readonly url: string
  readonly prefix: string
  readonly persistence: 'required' | 'optional'
}

/** Reads what `LOG=redis` needs. */
export function readRedis({ text, word, mistakes }: RedisEnvironment): RedisSettings {
  const url = text('REDIS_URL') ?? 'redis://127.0.0.1:6379'
  const prefix = text('REDIS_PREFIX') ?? 'streamgauge'
  // Not repeated: it may contain a password.
  if (parseRedisAddress(url) === null) {
    mistakes.push('REDIS_URL has to be an address such as redis://127.0.0.1:6379 or rediss://….')
  }
  if (!isKeyPrefix(prefix)) {
    mistakes.push(
      `REDIS_PREFIX is "${prefix}": use 1 to 64 letters, digits, or the characters . : _ -`,
    )
  }
  const persistence = word('REDIS_PERSISTENCE', ['required', 'optional'], 'required')
  return { url, prefix, persistence }
}
