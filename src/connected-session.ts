/**
 * Sessions with a connection. Separate from session.ts, which pages without a network load alone: a
 * bundler then leaves the connection out, or in the chunk of the page that connects.
 */
import { createConnection } from './connection/client.ts'
import { composeSession, type Session, type SessionOptions } from './session.ts'

/** Builds a session. Safe on a server: nothing runs before it is started. */
export function createSession(options: SessionOptions = {}): Session {
  return composeSession(options, createConnection)
}
