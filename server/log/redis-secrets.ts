/**
 * Secrets that servers share in Redis. It stores only their hashes, so that access to Redis gives no access to them. Values are JSON. Calls
 * fail while Redis cannot be used.
 */
import { createHash } from 'node:crypto'
import { type CreateSecretStore, createSecret, type KeptSecret } from '../auth/secret-store.ts'
import type { RunScript } from './redis-link.ts'
import type { RedisReply } from './redis-messages.ts'

export function createRedisSecrets(options: {
  readonly run: RunScript
  /** All keys of a store have to be on one server. */
  readonly keyOf: (store: string, key: string) => string
}): CreateSecretStore {
  const { run, keyOf } = options

  return <Value>({ name, total, clock }: Parameters<CreateSecretStore>[0]) => {
    const keyOfSecret = (secret: string) => keyOf(name, `s${hash(secret)}`)
    const lengthOf = (untilMs: number) => `${Math.max(1, Math.ceil(untilMs - clock.nowMs()))}`

    function keptOf(reply: RedisReply): KeptSecret<Value> | null {
      const [value, state, untilMs] = Array.isArray(reply) ? (reply as readonly RedisReply[]) : []
      if (typeof value !== 'string' || Number(untilMs) <= clock.nowMs()) return null
      return {
        value: JSON.parse(value) as Value,
        state: String(state),
        untilMs: Number(untilMs),
      }
    }

    return {
      async add(owner, value, untilMs, state = '') {
        const secret = createSecret()
        const keys = [keyOfSecret(secret), keyOf(name, `o${hash(owner.key)}`), keyOf(name, 'all')]
        const isAdded = await run('addSecret', keys, [
          JSON.stringify(value),
          state,
          `${untilMs}`,
          lengthOf(untilMs),
          `${owner.most}`,
          `${total}`,
        ])
        return isAdded === 1 ? secret : null
      },
      // A state that none has: nothing is changed.
      find: async (secret) =>
        keptOf(await run('changeSecret', [keyOfSecret(secret)], ['', '0', '1', '', 'none'])),
      async set(secret, value, untilMs) {
        await run(
          'changeSecret',
          [keyOfSecret(secret)],
          ['', `${untilMs}`, lengthOf(untilMs), JSON.stringify(value)],
        )
      },
      move: async (secret, from, to, untilMs) =>
        keptOf(
          await run(
            'changeSecret',
            [keyOfSecret(secret)],
            [to, `${untilMs}`, lengthOf(untilMs), '', ...from],
          ),
        ),
    }
  }
}

/** Short, and of characters that any key may have. */
function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
