/**
 * One binding for all components that ask for the same: an event that two bindings applied to one query would
 * be applied twice. Kept for a second after the last one has left, so that a remount (React's StrictMode, a
 * change of route) costs nothing.
 */
import type { Connection } from '../connection/connection.ts'
import type { FeedDefinition } from '../feeds/definition.ts'
import { browserPlatform } from '../platform/browser.ts'
import type { Cancel, Timers } from '../platform/ports.ts'
import { bindQueryClient, type QueryBindingOptions } from './bind-query-client.ts'
import type { QueryClientLike } from './query-client.ts'

interface SharedBinding {
  readonly cancel: Cancel
  users: number
  cancelLinger: Cancel | null
}

const lingerMs = 1_000

const bindings = new WeakMap<object, WeakMap<object, Map<string, SharedBinding>>>()

/** What makes two bindings the same one: the keys of their queries, as text. */
export function keysOf<Feed extends FeedDefinition>({
  detailKey,
  listKeys,
}: Pick<QueryBindingOptions<Feed>, 'detailKey' | 'listKeys'>): string {
  return JSON.stringify([detailKey?.('') ?? null, listKeys ?? null])
}

/**
 * As `bindQueryClient`, shared by all callers with the same connection, client and keys. The other options
 * are those of the first caller.
 */
export function shareBinding<Feed extends FeedDefinition>(
  connection: Connection<Feed>,
  client: QueryClientLike,
  options: QueryBindingOptions<Feed>,
  timers: Timers = browserPlatform.timers,
): Cancel {
  const ofConnection = bindings.get(connection) ?? new WeakMap<object, Map<string, SharedBinding>>()
  bindings.set(connection, ofConnection)
  const shared = ofConnection.get(client) ?? new Map<string, SharedBinding>()
  ofConnection.set(client, shared)
  const key = keysOf(options)
  const binding = shared.get(key) ?? {
    cancel: bindQueryClient(connection, client, options),
    users: 0,
    cancelLinger: null,
  }
  shared.set(key, binding)
  binding.cancelLinger?.()
  binding.users++
  let isReleased = false
  return () => {
    if (isReleased) return
    isReleased = true
    binding.users--
    if (binding.users > 0) return
    binding.cancelLinger = timers.after(lingerMs, () => {
      shared.delete(key)
      binding.cancel()
    })
  }
}
