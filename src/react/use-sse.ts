/**
 * Any SSE endpoint in a component: the hook of FlowFi's documentation on this package's generic client.
 * Needs no provider and has its own connection; the hooks of payments share one.
 */
import { useEffect, useInsertionEffect, useMemo, useRef } from 'react'
import type { SseEvent } from '../connection/event-intake.ts'
import { createSseClient } from '../connection/sse-client.ts'
import type { ParsingOptions, SseClientOptions } from '../connection/sse-client-options.ts'
import type { ConnectionSnapshot } from '../connection/status.ts'
import { useSnapshotOf } from './use-connection.ts'

/**
 * Reads the feed at `url` while this is mounted, with all the rules of staying connected. Another
 * `url` is another feed: it begins without a cursor.
 *
 * @param onEvent as it is at the latest render. Without `parse` it gets an {@link SseEvent}, whose data is text
 * @param options read once for each `url`
 * @returns the state of the connection, `status` first of all
 *
 * @example
 * const { status } = useSSE('/orders/feed', (event) => console.log(event.type, event.data))
 */
export function useSSE<T>(
  url: string,
  onEvent: (event: T) => void,
  options: Omit<ParsingOptions<T>, 'url' | 'signal'>,
): ConnectionSnapshot
export function useSSE(
  url: string,
  onEvent: (event: SseEvent) => void,
  options?: Omit<SseClientOptions, 'url' | 'signal'>,
): ConnectionSnapshot
export function useSSE<T>(
  url: string,
  onEvent: (event: T) => void,
  options: Omit<SseClientOptions<T>, 'url' | 'signal'> = {},
): ConnectionSnapshot {
  const latest = useRef(onEvent)
  useInsertionEffect(() => {
    latest.current = onEvent
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the options are read once for each url
  const client = useMemo(() => createSseClient({ ...options, url } as ParsingOptions<T>), [url])
  useEffect(() => {
    const leave = client.onEvent((event) => latest.current(event))
    client.open()
    return () => {
      leave()
      client.close()
    }
  }, [client])
  return useSnapshotOf(client)
}
