/**
 * @microsoft/fetch-event-source. By default it ends for good when the server ends a response, and retries
 * without limit whatever the status; so it gets the handlers that its README gives as the better ones, with
 * one change in its favour: they compare the content type exactly, which refuses `charset=utf-8`, so the
 * comparison of its own default handler stands here instead.
 */
import { EventStreamContentType, fetchEventSource } from '@microsoft/fetch-event-source'
import type { PeerClient } from './client.ts'

class FatalError extends Error {}

export const fetchEventSourceClient: PeerClient = {
  name: 'fetch-event-source',
  open(url, { fetch, headers, on, lastEventId }) {
    const controller = new AbortController()
    let hasEnded = false
    // Its events carry only an id of their own.
    let last = lastEventId ?? ''
    const finish = () => {
      hasEnded = true
    }
    fetchEventSource(url, {
      fetch: (input, init) => fetch(String(input), init ?? {}),
      headers: {
        ...headers?.(),
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      },
      signal: controller.signal,
      openWhenHidden: true,
      async onopen(response) {
        if (!response.ok) on.status(response.status)
        const type = response.headers.get('content-type')
        if (response.ok && type?.startsWith(EventStreamContentType)) return
        const { status } = response
        if (status >= 400 && status < 500 && status !== 429) throw new FatalError(String(status))
        throw new Error(String(status))
      },
      onmessage({ event, data, id }) {
        if (id !== '') last = id
        on.event({ type: event || 'message', data, lastEventId: last })
      },
      onclose() {
        throw new Error('The server ended it.')
      },
      onerror(error: unknown) {
        if (error instanceof FatalError) throw error
      },
    }).then(finish, finish)
    return { hasEnded: () => hasEnded, close: () => controller.abort() }
  },
}
