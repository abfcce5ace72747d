/**
 * Identifies the caller, and what that caller may see and do. One interface for every kind of
 * authentication; feeds and commands use only this.
 *
 * It does not read connection limits or CORS: those are the same for every caller.
 */
import type { Problem } from '../../src/protocol/errors.ts'

/** The caller of one request, as an authenticator established it. */
export interface Identity {
  /** The Stellar address the caller has proven, or `null` when no proof was required. */
  readonly subject: string | null
  /** `true`: every topic may be read and every party may be acted for. */
  readonly isTrusted: boolean
}

/** The answer of an authenticator. */
export type AuthResult =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly problem: Problem }

/** One way to identify callers. */
export interface Authenticator {
  /** The value of `AUTH` that chooses it. */
  readonly name: string
  /** Finds out which caller a request belongs to. */
  authenticate(request: Request): Promise<AuthResult>
}
