/** event-source-plus, with its defaults. */
import { EventSourcePlus } from 'event-source-plus'
import type { PeerClient } from './client.ts'

export const eventSourcePlus: PeerClient = {
  name: 'event-source-plus',
  open(url, { fetch, headers, on, lastEventId, connectTimeoutMs }) {
    const source = new EventSourcePlus(url, {
      fetch: (input, init) => fetch(String(input), init ?? {}),
      ...(headers && { headers }),
      ...(connectTimeoutMs !== undefined && { timeout: connectTimeoutMs }),
    })
    if (lastEventId !== undefined) source.lastEventId = lastEventId
    let hasEnded = false
    const controller = source.listen({
      onMessage({ event, data }) {
        on.event({ type: event, data, lastEventId: source.lastEventId ?? '' })
      },
      onResponseError({ response }) {
        on.status(response.status)
      },
    })
    controller.onAbort(() => {
      hasEnded = true
    })
    return { hasEnded: () => hasEnded, close: () => controller.abort() }
  },
}
