/**
 * Warns of options that do not exist: with a misspelt name, the default applies unnoticed. TypeScript finds most of
 * them, and this check finds them in JavaScript. For development only (warnings.ts).
 */
import type { FeedDefinition } from '../feeds/definition.ts'
import { describeUnknown } from '../protocol/nearest-name.ts'
import { warnOnce } from '../warnings.ts'
import type { ConnectionOptions } from './connection.ts'
import type { SseClientOptions } from './sse-client-options.ts'
import type { TransportOptions } from './transport.ts'

/** Every option of `Options`: a type asks for one that was added. */
export type OptionNames<Options> = { readonly [Name in keyof Required<Options>]: true }

const transportOptions: OptionNames<TransportOptions> = {
  headers: true,
  credentials: true,
  redirect: true,
  statusVerdicts: true,
  maxEventBytes: true,
  cursorParameter: true,
  fetch: true,
  backoff: true,
  minUptimeMs: true,
  connectTimeoutMs: true,
  signal: true,
  maxQueuedEvents: true,
  onListenerError: true,
  hiddenPauseMs: true,
  inspector: true,
  platform: true,
}

/** The options of `createSseClient`. */
export const sseClientOptions: OptionNames<SseClientOptions> = {
  url: true,
  method: true,
  body: true,
  ...transportOptions,
  cursorIn: true,
  isCursor: true,
  reconnect: true,
  resumeMethod: true,
  parse: true,
  isLast: true,
  duplicateWindow: true,
  initialLastEventId: true,
  persist: true,
  pingMs: true,
}

/** The options of `createConnection`. */
export const connectionOptions: OptionNames<ConnectionOptions<FeedDefinition>> = {
  feed: true,
  url: true,
  filter: true,
  getToken: true,
  ...transportOptions,
  path: true,
  snapshot: true,
  resync: true,
  persist: true,
  persistKey: true,
  share: true,
  poll: true,
}

/**
 * Warns of every option that the call does not have, with the name that was probably meant.
 *
 * @param given what is undefined in it does not count: props are passed on in whole
 */
export function warnOfUnknownOptions(
  call: string,
  given: object,
  names: Readonly<Record<string, true>>,
): void {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || Object.hasOwn(names, name)) continue
    warnOnce('option_unknown', describeUnknown(call, name, Object.keys(names)))
  }
}
