/**
 * `AUTH=off`: nobody is asked, everybody is trusted. For development and for the mocks; the server
 * says so in its log when it starts.
 */
import type { Authenticator, Identity } from './authenticator.ts'

const anyone: Identity = { subject: null, isTrusted: true }

/** Trusts every caller. */
export const openAuthenticator: Authenticator = {
  name: 'off',
  authenticate: async () => ({ ok: true, identity: anyone }),
}
