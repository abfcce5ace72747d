/**
 * `AUTH=off`: no credentials are asked for, every caller is trusted. For development and for the mocks;
 * the server logs a warning when it starts.
 */
import type { Grant } from '../hub/subscription.ts'
import type { Authenticator, Identity } from './authenticator.ts'

const anyone: Identity = { subject: null, isTrusted: true }

/** The grant of a trusted caller. */
export const openGrant: Grant = { identity: anyone, ownTopics: null }

/**
 * Trusts every caller without credentials. Pass it to `serve` to allow an unauthenticated server on an address that
 * other machines can reach, for example behind a gateway that authenticates callers.
 */
export const openAuthenticator: Authenticator = {
  name: 'off',
  authenticate: async () => ({ ok: true, identity: anyone }),
}
