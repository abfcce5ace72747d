/**
 * The public keys of an issuer, fetched from its JSON Web Key Set and cached. A token with an unknown key makes it
 * fetch the set again, because issuers rotate their keys, but at most every 30 s: otherwise anyone could make the
 * server flood the issuer with requests by inventing key ids.
 *
 *   fresh, key known        use it
 *   key unknown             fetch again, unless that was done within 30 s
 *   older than 10 minutes   fetch again; if that fails, use the old keys for up to an hour
 *   cannot be fetched       no token can be verified: KeySetError, and no retry within 5 s
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import type { Clock } from '../../src/platform/ports.ts'

/** The key set cannot be read. The cause is for the log. */
export class KeySetError extends Error {
  override readonly name = 'KeySetError'
}

const freshMs = 600_000
const usableMs = 3_600_000
const unknownKeyPauseMs = 30_000
const failurePauseMs = 5_000
const timeoutMs = 5_000

interface KnownKeys {
  readonly find: JWTVerifyGetKey
  readonly readAtMs: number
}

/** @param options.fetch for tests. */
export function createKeySet(options: {
  readonly url: string
  readonly clock: Clock
  readonly fetch?: typeof globalThis.fetch
}): JWTVerifyGetKey {
  const { url, clock, fetch = globalThis.fetch } = options
  let known: KnownKeys | null = null
  let reading: Promise<KnownKeys> | null = null
  let failure: { readonly error: KeySetError; readonly atMs: number } | null = null

  async function readOnce(): Promise<KnownKeys> {
    try {
      // A redirect could lead to keys of another issuer.
      const signal = AbortSignal.timeout(timeoutMs)
      const response = await fetch(url, { signal, redirect: 'error' })
      if (response.status !== 200) throw new Error(`It was answered with ${response.status}.`)
      const find = createLocalJWKSet((await response.json()) as JSONWebKeySet)
      known = { find, readAtMs: clock.monotonicMs() }
      failure = null
      return known
    } catch (cause) {
      const error = new KeySetError('The keys that check tokens cannot be read.', { cause })
      failure = { error, atMs: clock.monotonicMs() }
      throw error
    } finally {
      reading = null
    }
  }

  function readAgain(): Promise<KnownKeys> {
    if (failure !== null && clock.monotonicMs() - failure.atMs < failurePauseMs) {
      return Promise.reject(failure.error)
    }
    reading ??= readOnce()
    return reading
  }

  async function keysNow(): Promise<KnownKeys> {
    const age = known === null ? Number.POSITIVE_INFINITY : clock.monotonicMs() - known.readAtMs
    if (known !== null && age < freshMs) return known
    const before = known
    try {
      return await readAgain()
    } catch (error) {
      if (before !== null && age < usableMs) return before
      throw error
    }
  }

  return async (header, token) => {
    const keys = await keysNow()
    try {
      return await keys.find(header, token)
    } catch (error) {
      const isUnknown = error instanceof errors.JWKSNoMatchingKey
      if (!isUnknown || clock.monotonicMs() - keys.readAtMs < unknownKeyPauseMs) throw error
      const read = await readAgain().catch(() => null)
      if (read === null) throw error
      return await read.find(header, token)
    }
  }
}
