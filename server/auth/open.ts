/**
 * `AUTH=off`: no credentials are asked for, every caller is trusted. For development and for the mocks;
 * the server logs a warning when it starts.
 */
import type { Authenticator, Identity } from './authenticator.ts'

const anyone: Identity = { subject: null, isTrusted: true }

/** Trusts every caller. */
export const openAuthenticator: Authenticator = {
  name: 'off',
  authenticate: async () => ({ ok: true, identity: anyone }),
}
