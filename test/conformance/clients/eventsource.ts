/**
 * eventsource 5. It dispatches named events only to listeners of that name, so the suite listens where
 * all of them pass: at its `dispatchEvent`. Headers are set by a custom `fetch`, as its README says.
 */
import { EventSource } from 'eventsource'
import type { PeerClient } from './client.ts'

export const eventsource: PeerClient = {
  name: 'eventsource',
  open(url, { fetch, headers, on, lastEventId, maxEventBytes }) {
    let isFirst = true
    const source = new EventSource(url, {
      fetch(input, init) {
        const sent: Record<string, string> = { ...init.headers, ...headers?.() }
        // It has no option for a first cursor.
        if (isFirst && lastEventId !== undefined) sent['Last-Event-ID'] = lastEventId
        isFirst = false
        return fetch(String(input), { ...init, headers: sent } as RequestInit)
      },
      ...(maxEventBytes !== undefined && { maxBufferSize: maxEventBytes }),
    })
    const dispatch = source.dispatchEvent.bind(source)
    source.dispatchEvent = (event) => {
      if (event instanceof MessageEvent) {
        on.event({ type: event.type, data: event.data, lastEventId: event.lastEventId })
      } else if ('code' in event && typeof event.code === 'number') on.status(event.code)
      return dispatch(event)
    }
    return { hasEnded: () => source.readyState === source.CLOSED, close: () => source.close() }
  },
}
