/** eventsource-client, with its defaults. Headers are read once, at the start: it has no other way. */
import { createEventSource } from 'eventsource-client'
import type { PeerClient } from './client.ts'

export const eventsourceClient: PeerClient = {
  name: 'eventsource-client',
  open(url, { fetch, headers, on, lastEventId }) {
    const client = createEventSource({
      url,
      fetch: (input, init) => fetch(String(input), init as RequestInit),
      ...(headers && { headers: headers() }),
      ...(lastEventId !== undefined && { initialLastEventId: lastEventId }),
      onMessage({ event, data }) {
        on.event({ type: event ?? 'message', data, lastEventId: client.lastEventId ?? '' })
      },
    })
    return { hasEnded: () => client.readyState === 'closed', close: () => client.close() }
  },
}
