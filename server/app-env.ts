/**
 * The environment type of the Hono application: what a host hands in with each request, and what the
 * middleware of server/app.ts leaves for the handlers. Types only, so that routes and feeds can name it
 * without importing the application that is built from them.
 */
import type { Callers } from './auth/callers.ts'
import type { OpenSink } from './hub/sink.ts'

/** What a host may pass along with each request, as the second argument of `app.fetch`. */
export interface AppBindings {
  /**
   * The address of the peer: the caller, or a proxy (see `trustedProxies`). Default: unknown, and no limit per address
   * applies.
   */
  readonly remoteAddress?: string
  /** A way to send a response that beats a ReadableStream. Default: a ReadableStream. */
  readonly openSink?: OpenSink
  /**
   * The request was made by code of this same process or tab and has crossed no network, as in the mocks:
   * its host and origin are not checked, and its rate is not limited. Default: false.
   */
  readonly isInProcess?: boolean
  /** The path below which the host has mounted the application, such as `/api/shipments`. Default: none. */
  readonly basePath?: string
}

/** The environment type of the Hono application. */
export interface AppEnv {
  Bindings: AppBindings
  Variables: {
    requestId: string
    callers: Callers
    /** The address of the caller; behind trusted proxies, the one that they forward. `undefined`: unknown. */
    clientAddress: string | undefined
    /** What the reads of the caller count for ({@link callerKey}); `null`: they are not limited. */
    caller: string | null
  }
}
