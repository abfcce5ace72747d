/**
 * Identifies the caller, and what that caller may see and do. One interface for every kind of
 * authentication; feeds and commands use only this.
 *
 * It does not read connection limits or CORS: those are the same for every caller.
 */
import type { Problem } from '../../src/protocol/errors.ts'

/** The claim of a token that names the tenant. */
export const tenantClaim = 'companyId'

/**
 * How long credentials may be good for at most. A revocation is remembered as long, so that no token that it ends
 * is accepted again.
 */
export const longestTokenMs = 30 * 86_400_000

/** The caller of one request, as an authenticator established it. */
export interface Identity {
  /** Who the caller has proven to be, such as a public key; `null` when no proof was required. */
  readonly subject: string | null
  /** `true`: every topic may be read, every party may be acted for, and no scope is asked for. */
  readonly isTrusted: boolean
  /** The tenant that the caller belongs to. Left out or `null`: none. */
  readonly tenant?: string | null
  /**
   * What the caller may do besides reading what is its own, such as `stats:read`; feeds define more. Left out:
   * the authenticator does not use scopes, so a caller may read and change what is its own, and no more.
   */
  readonly scopes?: readonly string[]
  /**
   * When the credentials end, Unix ms. Connections are ended with them. Left out or `null`: never.
   */
  readonly expiresAtMs?: number | null
  /** When the credentials were issued, Unix ms: a revocation of the subject ends those from before it. */
  readonly issuedAtMs?: number | null
  /** Names these credentials, so that they can be revoked alone, such as the `jti` of a token. */
  readonly credentialId?: string | null
}

/** The answer of an authenticator. */
export type AuthResult =
  | { readonly ok: true; readonly identity: Identity }
  | {
      readonly ok: false
      readonly problem: Problem
      /** Sent as `Retry-After`, for problems that end by themselves. */
      readonly retryAfterSeconds?: number
    }

/** One way to identify callers. */
export interface Authenticator {
  /** The value of `AUTH` that chooses it. */
  readonly name: string
  /**
   * Finds out which caller a request belongs to. Asked once for each request, health and pages excepted. One that
   * rejects is answered with 500: a caller that cannot be identified gets nothing.
   */
  authenticate(request: Request): Promise<AuthResult>
}

/** Whether the caller has a scope. Trusted callers have all; without a list there is none. */
export function hasScope({ isTrusted, scopes }: Identity, scope: string): boolean {
  return isTrusted || scopes?.includes(scope) === true
}
