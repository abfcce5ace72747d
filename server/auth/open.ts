/**
 * `AUTH=off`: no credentials are asked for, every caller is trusted. For development and for the mocks;
 * the server logs a warning when it starts.
 */
import type { Grant } from '../hub/subscription.ts'
import type { Authenticator, Identity } from './authenticator.ts'

const anyone: Identity = { subject: null, isTrusted: true }

/** What a trusted caller is sent. */
export const openGrant: Grant = { identity: anyone, ownTopics: null }

/**
 * Trusts every caller. Pass it to `serve` to listen on an address that others can reach without asking who they are.
 */
export const openAuthenticator: Authenticator = {
  name: 'off',
  authenticate: async () => ({ ok: true, identity: anyone }),
}
