import { describe, expect, it } from 'vitest'
import { createHiddenCursors } from '../../src/mocks/hidden-cursors.ts'

const url = 'http://localhost/events/subscribe?all=true'
const request = (headers: Record<string, string> = {}) =>
  new Request(url, { headers: { accept: 'text/event-stream', ...headers } })
const live = (text: string) =>
  new Response(text, { headers: { 'content-type': 'text/event-stream' } })
const cursorOf = (completed: Request) => completed.headers.get('last-event-id')

describe('the cursor of an EventSource behind a service worker', () => {
  it('is the last id of the body that ended, given back once', async () => {
    const cursors = createHiddenCursors()
    await cursors
      .watch(request(), live('id: a.1\n\nid: a.2\ndata: x\n\nid: a.3\ndata: torn'))
      .text()
    expect(cursorOf(cursors.complete(request()))).toBe('a.2')
    expect(cursorOf(cursors.complete(request()))).toBeNull()
  })

  it('survives a connection without a single event', async () => {
    const cursors = createHiddenCursors()
    await cursors.watch(request({ 'last-event-id': 'a.7' }), live(': nothing\n\n')).text()
    expect(cursorOf(cursors.complete(request()))).toBe('a.7')
  })

  it('is not kept for a client that went away by itself', async () => {
    const cursors = createHiddenCursors()
    const open = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('id: a.1\ndata: x\n\n'))
      },
    })
    const reader = cursors.watch(request(), new Response(open)).body?.getReader()
    await reader?.read()
    await reader?.cancel()
    expect(cursorOf(cursors.complete(request()))).toBeNull()
  })

  it('is left to a client that sends its own, and then given to no other client', async () => {
    const cursors = createHiddenCursors()
    await cursors.watch(request(), live('id: a.1\ndata: x\n\n')).text()
    expect(cursorOf(cursors.complete(request({ 'last-event-id': 'a.1' })))).toBe('a.1')
    expect(cursorOf(cursors.complete(request()))).toBeNull()
  })

  it('stays where it was when an event is too large to be parsed, and the body continues', async () => {
    const cursors = createHiddenCursors()
    const text = `id: a.1\ndata: x\n\nid: a.2\ndata: ${'x'.repeat(1_100_000)}\n\nid: a.3\ndata: y\n\n`
    const body = await cursors.watch(request(), live(text)).text()
    expect(body.length).toBe(text.length)
    expect(cursorOf(cursors.complete(request()))).toBe('a.1')
  })

  it('is nothing to a request that is no EventSource', async () => {
    const cursors = createHiddenCursors()
    await cursors.watch(request(), live('id: a.1\ndata: x\n\n')).text()
    expect(cursorOf(cursors.complete(new Request(url)))).toBeNull()
    expect(cursorOf(cursors.complete(request()))).toBe('a.1')
  })
})
