/**
 * `AUTH=jwt`: identifies callers by JSON Web Tokens, verified with a shared secret or with the public keys of an
 * issuer. Only algorithms of an allow-list and of one family are accepted: a public key is never used as a secret.
 *
 * It issues no tokens; development-token.ts does, for development.
 */
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { Clock } from '../../src/platform/ports.ts'
import { systemClock } from '../../src/platform/system.ts'
import {
  createProblem,
  type ProblemCode,
  ProtocolError,
  quoteValue,
} from '../../src/protocol/errors.ts'
import {
  type Authenticator,
  type AuthResult,
  type Identity,
  longestTokenMs,
  tenantClaim,
} from './authenticator.ts'
import { readBearer } from './bearer.ts'
import { algorithmsOf, type JwtSettings, mistakesInJwtSettings } from './jwt-settings.ts'
import { createKeySet, KeySetError } from './key-set.ts'

/** Options of {@link jwtAuthenticator}: exactly one of `secret` and `jwksUrl` is required. */
export interface JwtAuthenticatorOptions extends JwtSettings {
  /** Default: the clock of the device. */
  readonly clock?: Clock
  /** Fetches the key set. Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

const optionNames = {
  secret: 'secret',
  jwksUrl: 'jwksUrl',
  issuer: 'issuer',
  audience: 'audience',
  algorithms: 'algorithms',
} as const

/**
 * Verifies JSON Web Tokens: the signature, `iss`, `aud` and `exp`. The claims `iss`, `aud`, `exp` and `sub` are
 * required. `sub`, `companyId`, `scope` (words separated by spaces), `iat` and `jti` become the {@link Identity}. There
 * is no clock tolerance, and a token that expires more than 30 days from now is refused, as is one whose `iat` is more
 * than a minute ahead.
 *
 * @throws ProtocolError `bad_config` with every mistake in the options
 * @example
 * const authenticator = jwtAuthenticator({
 *   jwksUrl: 'https://id.example/jwks.json', issuer: 'https://id.example/', audience: 'streamgauge',
 * })
 * await serve({ authenticator })
 */
export function jwtAuthenticator(options: JwtAuthenticatorOptions): Authenticator {
  const mistakes = mistakesInJwtSettings(options, optionNames)
  if (mistakes.length > 0) {
    throw new ProtocolError(
      'bad_config',
      `Failed to create the authenticator: its options have mistakes.\n- ${mistakes.join('\n- ')}`,
    )
  }
  const { issuer, audience, clock = systemClock, secret, jwksUrl = '', fetch } = options
  const findKey =
    secret === undefined
      ? createKeySet({ url: jwksUrl, clock, ...(fetch && { fetch }) })
      : keysOfSecret(secret)
  const algorithms = [...algorithmsOf(options)]

  return {
    name: 'jwt',
    longestCredentialMs: longestTokenMs,
    async authenticate({ headers }) {
      const bearer = readBearer(headers)
      if (!bearer.ok) return bearer
      try {
        const { payload } = await jwtVerify(bearer.token, findKey, {
          algorithms,
          issuer,
          audience,
          requiredClaims: ['exp', 'sub'],
          currentDate: new Date(clock.nowMs()),
        })
        return identityOf(payload, clock.nowMs())
      } catch (error) {
        return refusalOf(error)
      }
    },
  }
}

/** The secret as a key for each algorithm. Imported once, because importing costs more than verifying. */
function keysOfSecret(secret: string): JWTVerifyGetKey {
  const bytes = new TextEncoder().encode(secret)
  const keys = new Map<string, Promise<CryptoKey>>()
  return ({ alg }) => {
    const known = keys.get(alg)
    if (known !== undefined) return known
    const algorithm = { name: 'HMAC', hash: `SHA-${alg.slice(2)}` }
    const key = crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify'])
    keys.set(alg, key)
    return key
  }
}

/** Clocks of issuers are not exactly right. */
const farthestAheadMs = 60_000

function identityOf(payload: JWTPayload, nowMs: number): AuthResult {
  const { sub, exp = 0, iat, jti, scope = '' } = payload
  const tenant = payload[tenantClaim] ?? null
  if (typeof sub !== 'string' || !/^[^\p{C}]{1,256}$/u.test(sub)) {
    return refuse('token_malformed', 'its sub is not a text of 1 to 256 visible characters')
  }
  if (tenant !== null && typeof tenant !== 'string') {
    return refuse('token_malformed', `its ${tenantClaim} is not a text`)
  }
  if (typeof scope !== 'string') {
    return refuse('token_malformed', 'its scope is not a text of words separated by spaces')
  }
  if (jti !== undefined && typeof jti !== 'string') {
    return refuse('token_malformed', 'its jti is not a text')
  }
  const expiresAtMs = exp * 1_000
  if (expiresAtMs - nowMs > longestTokenMs) {
    return refuse('token_invalid', 'it is good for more than 30 days')
  }
  const issuedAtMs = iat === undefined ? null : iat * 1_000
  // Such a token would be newer than revocations of its subject, for as long as it is ahead.
  if (issuedAtMs !== null && issuedAtMs - nowMs > farthestAheadMs) {
    return refuse(
      'token_invalid',
      'its iat is more than a minute ahead of the clock of this server',
    )
  }
  const identity: Identity = {
    subject: sub,
    isTrusted: false,
    tenant,
    claims: payload,
    scopes: scope.split(' ').filter((word) => word !== ''),
    expiresAtMs,
    issuedAtMs: issuedAtMs === null ? null : Math.min(issuedAtMs, nowMs),
    credentialId: jti ?? null,
  }
  return { ok: true, identity }
}

/** @throws errors that the token did not cause: defects of this server. */
function refusalOf(error: unknown): AuthResult {
  if (error instanceof KeySetError) {
    const detail =
      'The request was not carried out: the keys that check tokens cannot be read now. Try again later.'
    return { ok: false, problem: createProblem('keys_unavailable', detail), retryAfterSeconds: 5 }
  }
  if (!(error instanceof errors.JOSEError)) throw error
  if (error instanceof errors.JWTExpired) {
    return refuse('token_expired', 'it has expired. Get a fresh one')
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const code = error.claim === 'aud' ? 'token_audience' : 'token_invalid'
    return refuse(code, `its claim ${quoteValue(error.claim)} is missing or not what is accepted`)
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) {
    return refuse('token_malformed', 'it is not a JSON Web Token')
  }
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) {
    return refuse('token_invalid', 'its algorithm is not one that is accepted')
  }
  return refuse('token_invalid', 'its signature does not belong to a key of this server')
}

function refuse(code: ProblemCode, reason: string): AuthResult {
  const detail = `The request was refused: its token cannot be used: ${reason}.`
  return { ok: false, problem: createProblem(code, detail) }
}
