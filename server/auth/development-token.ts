/**
 * Signs tokens for development and tests, with the secret that the server verifies them with. In production, tokens
 * come from an identity provider, and the server has no key to sign any.
 */
import { SignJWT } from 'jose'
import { systemClock } from '../../src/platform/system.ts'
import { tenantClaim } from './authenticator.ts'

/** The claims of a token, and the secret that signs it. */
export interface DevelopmentToken {
  /** The secret of the server, `JWT_SECRET`: at least 32 bytes. */
  readonly secret: string
  /** `JWT_ISSUER` of the server. */
  readonly issuer: string
  /** `JWT_AUDIENCE` of the server. */
  readonly audience: string
  /** Who the bearer is, such as a public key. */
  readonly subject: string
  /** What the bearer may do, such as `shipments:write`. Default: none. */
  readonly scopes?: readonly string[]
  /** The tenant of the bearer, for the claim {@link tenantClaim}. Default: none. */
  readonly tenant?: string
  /** Lifetime in seconds. Default 3600; a server accepts at most 2592000, which is 30 days. */
  readonly lifetimeSeconds?: number
  /** The `jti`, by which this token can be revoked individually. Default: a random UUID. */
  readonly tokenId?: string
  /** `HS256`, `HS384` or `HS512`. Default `HS256`. */
  readonly algorithm?: string
  /** When it is issued, in Unix milliseconds; rounded down to a second. Default: now. */
  readonly issuedAtMs?: number
}

/**
 * Signs a token that a server with the same secret, issuer and audience accepts.
 *
 * @example
 * const token = await mintDevelopmentToken({
 *   secret, issuer: 'http://localhost', audience: 'streamgauge', subject: address,
 * })
 * await fetch(url, { headers: { authorization: `Bearer ${token}` } })
 */
export async function mintDevelopmentToken(token: DevelopmentToken): Promise<string> {
  const { secret, issuer, audience, subject, scopes = [], tenant } = token
  const { lifetimeSeconds = 3_600, algorithm = 'HS256', issuedAtMs = systemClock.nowMs() } = token
  const issuedAt = Math.floor(issuedAtMs / 1_000)
  return new SignJWT({
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(tenant !== undefined && { [tenantClaim]: tenant }),
  })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject)
    .setJti(token.tokenId ?? crypto.randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(new TextEncoder().encode(secret))
}
