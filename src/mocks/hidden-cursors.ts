/**
 * Gives a native EventSource its cursor back. Chromium does not show the `Last-Event-ID` header of an
 * EventSource to a service worker, so behind one every return looks like a first visit, and what
 * happened in between would be lost in a way that it never is in front of a real server.
 *
 * The last id that went out on a live body is remembered when that body ends, and put into the next
 * request for the same URL that says no cursor itself. Clients that send theirs are left alone, and
 * so is every client that went away by itself: it is not coming back for more. Watching never
 * breaks a body: where it has to stop, the cursor stays at the last id before, which brings events
 * twice and loses none.
 */
import { createFrameParser } from '../protocol/frame-parser.ts'
import { lastEventIdHeader } from '../protocol/headers.ts'

/** Ended bodies remembered for one URL; more than so many EventSources of one page are a mistake. */
const mostPerUrl = 16

/** See the head of this file. */
export interface HiddenCursors {
  /** The request with the cursor that its EventSource meant to send, if there is one. */
  complete(request: Request): Request
  /** The response, its ids watched while it is live. */
  watch(request: Request, response: Response): Response
}

export function createHiddenCursors(): HiddenCursors {
  const ended = new Map<string, string[]>()

  return {
    complete(request) {
      const waiting = ended.get(request.url)
      if (!waiting || !isEventSource(request)) return request
      const own = request.headers.get(lastEventIdHeader)
      if (own !== null) {
        // This body's reader has come back with a cursor of its own: no other client should get it.
        const place = waiting.indexOf(own)
        if (place >= 0) waiting.splice(place, 1)
        return request
      }
      const cursor = waiting.shift()
      if (cursor === undefined) return request
      const headers = new Headers(request.headers)
      headers.set(lastEventIdHeader, cursor)
      return new Request(request, { headers })
    },

    watch(request, response) {
      if (!response.body || !isEventSource(request)) return response
      let lastEventId = request.headers.get(lastEventIdHeader) ?? ''
      const parser = createFrameParser({
        lastEventId,
        onFrame() {},
        onId(id) {
          lastEventId = id
        },
      })
      let isWatching = true
      function look(chunk: Uint8Array): void {
        if (!isWatching) return
        try {
          parser.push(chunk)
        } catch {
          // An event above the parser's bound: no reason to keep it from a reader that has none.
          isWatching = false
        }
      }
      const watched = response.body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            look(chunk)
            controller.enqueue(chunk)
          },
          flush() {
            const waiting = ended.get(request.url) ?? []
            if (lastEventId) ended.set(request.url, [...waiting, lastEventId].slice(-mostPerUrl))
          },
        }),
      )
      return new Response(watched, response)
    },
  }
}

/** What an EventSource asks for, and hardly anything else does. */
function isEventSource(request: Request): boolean {
  return request.headers.get('accept') === 'text/event-stream'
}
