/**
 * Identifies the caller, and what that caller may see and do. One interface for every kind of
 * authentication; feeds and commands use only this.
 *
 * It does not read connection limits or CORS: those are the same for every caller.
 */
import type { Problem } from '../../src/protocol/errors.ts'

/** The claim of a token that names the tenant. */
export const tenantClaim = 'companyId'

/** The longest lifetime of tokens. */
export const longestTokenMs = 30 * 86_400_000

/** The caller of one request, as an authenticator established it. */
export interface Identity {
  /** The authenticated user, such as a public key; `null` when no authentication was required. */
  readonly subject: string | null
  /** `true`: the caller may read every topic and act for every party, and no scope is required. */
  readonly isTrusted: boolean
  /** The tenant that the caller belongs to, for feeds whose claim is `companyId`. Left out or `null`: none. */
  readonly tenant?: string | null
  /**
   * What else is known about the caller, such as the claims of its token: a feed with tenants reads its own claim
   * from it. Kept for the length of a request only. Left out: nothing.
   */
  readonly claims?: Readonly<Record<string, unknown>>
  /**
   * What the caller may do besides reading its own data, such as `stats:read`; feeds define more scopes. Left out: the
   * authenticator does not use scopes, so the caller may read and change its own data only.
   */
  readonly scopes?: readonly string[]
  /**
   * When the credentials expire, in Unix milliseconds. Connections end no later. Left out or `null`: never.
   */
  readonly expiresAtMs?: number | null
  /**
   * When the credentials were issued, in Unix milliseconds. Revoking the subject ends credentials that were issued
   * before. Left out or `null`: all of them.
   */
  readonly issuedAtMs?: number | null
  /**
   * Identifies these credentials, such as the `jti` of a token, so that they can be revoked individually. Left out or
   * `null`: they cannot.
   */
  readonly credentialId?: string | null
}

/** The answer of an authenticator. */
export type AuthResult =
  | { readonly ok: true; readonly identity: Identity }
  | {
      readonly ok: false
      readonly problem: Problem
      /** Sent as `Retry-After`, for temporary problems. Default: no such header. */
      readonly retryAfterSeconds?: number
    }

/** One way to identify callers. */
export interface Authenticator {
  /** The value of `AUTH` that chooses it. */
  readonly name: string
  /**
   * Identifies the caller of a request. Called once for each request, except for health checks and pages. If it
   * rejects, the request is answered with 500.
   */
  authenticate(request: Request): Promise<AuthResult>
  /**
   * The longest lifetime of credentials that it accepts, in milliseconds. Revocations by `revoke()` are kept for as
   * long. Default: credentials may never expire, so revocations are kept without end.
   */
  readonly longestCredentialMs?: number
  /**
   * Whether credentials that it accepted earlier have been revoked since, by other means than `revoke()`. Called for
   * uses of tickets and for requests, so it has to answer from memory. Default: `revoke()` is the only way.
   */
  isRevoked?(identity: Identity): boolean
  /**
   * Subscribes to revocations: call `check` whenever {@link Authenticator.isRevoked} may have become true for an
   * identity. The connections for which it is true then end at once. Called once for each application.
   *
   * @returns ends the subscription; called by `close()` of the application
   */
  onRevoked?(check: () => void): () => void
}

/** Whether the caller has a scope. Trusted callers have every scope; callers without `scopes` have none. */
export function hasScope({ isTrusted, scopes }: Identity, scope: string): boolean {
  return isTrusted || scopes?.includes(scope) === true
}
