import { describe, expect, it } from 'vitest'
import { createMockNetwork } from '../../src/mocks/network.ts'

/** A world whose time moves only by hand. */
function createStill() {
  let nowMs = 0
  let waiting: { atMs: number; run: () => void }[] = []
  return {
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    timers: {
      after(delayMs: number, run: () => void) {
        const timer = { atMs: nowMs + delayMs, run }
        waiting.push(timer)
        return () => {
          waiting = waiting.filter((other) => other !== timer)
        }
      },
    },
    async advance(ms: number) {
      nowMs += ms
      const due = waiting.filter(({ atMs }) => atMs <= nowMs).sort((a, b) => a.atMs - b.atMs)
      waiting = waiting.filter(({ atMs }) => atMs > nowMs)
      for (const { run } of due) run()
      await settle()
    },
  }
}

/** Lets promises and Node's own streams go on; no time passes. */
async function settle() {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}

const encoder = new TextEncoder()

/** A server with one live body per request, written to and watched from outside. */
function createLiveServer() {
  let writer: ReadableStreamDefaultController<Uint8Array> | undefined
  let cancelled: unknown
  return {
    answer: () =>
      new Response(
        new ReadableStream<Uint8Array>({
          start(controller) {
            writer = controller
          },
          cancel(reason) {
            cancelled = reason
          },
        }),
        { headers: { 'content-type': 'text/event-stream; charset=utf-8' } },
      ),
    write: (text: string) => writer?.enqueue(encoder.encode(text)),
    end: () => writer?.close(),
    cancelledWith: () => cancelled,
  }
}

async function connect(signal?: AbortSignal) {
  const still = createStill()
  const server = createLiveServer()
  const network = createMockNetwork({ ...still, answer: server.answer })
  const request = new Request('http://localhost/events', signal ? { signal } : {})
  const response = await network.send(request)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) throw new Error('The live server answered without a body.')
  return { ...still, server, network, reader }
}

describe('the mock network', () => {
  it('carries a live body chunk by chunk', async () => {
    const { server, reader } = await connect()
    server.write('one')
    expect(await reader.read()).toEqual({ done: false, value: 'one' })
    server.end()
    expect(await reader.read()).toMatchObject({ done: true })
  })

  it('cuts open connections: the client sees an error, the server a client that left', async () => {
    const { server, network, reader } = await connect()
    expect(network.openConnections).toBe(1)
    const pending = reader.read()
    expect(network.dropConnections()).toBe(1)
    await expect(pending).rejects.toThrow('network error')
    expect(server.cancelledWith()).toBeInstanceOf(TypeError)
    expect(network.openConnections).toBe(0)
  })

  it('can make a cut look like an end, for readers that a failure would stop for good', async () => {
    const still = createStill()
    const server = createLiveServer()
    const network = createMockNetwork({ ...still, answer: server.answer })
    const response = await network.send(new Request('http://localhost/events'), 'end')
    const text = response.text()
    server.write('one')
    await settle()
    network.dropConnections()
    expect(await text).toBe('one')
    await settle()
    expect(server.cancelledWith()).toBeInstanceOf(TypeError)
  })

  it('notifies the server when the client goes away', async () => {
    const aborting = new AbortController()
    const { server, network, reader } = await connect(aborting.signal)
    const pending = reader.read()
    aborting.abort()
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' })
    expect(server.cancelledWith()).toMatchObject({ name: 'AbortError' })
    expect(network.openConnections).toBe(0)
  })

  it('fails every request while it is unplugged', async () => {
    const { network, reader } = await connect()
    const pending = reader.read()
    network.setPlugged(false)
    await expect(pending).rejects.toThrow('network error')
    const request = () => new Request('http://localhost/events')
    await expect(network.send(request())).rejects.toThrow('unplugged')
    network.setPlugged(true)
    expect((await network.send(request())).status).toBe(200)
  })

  it('delays every chunk by the latency, not one after the other, and keeps their order', async () => {
    const { server, network, reader, advance } = await connect()
    const seen: (string | undefined)[] = []
    const read = async () => {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        seen.push(value)
      }
    }
    const reading = read()
    network.setLatency(100)
    server.write('a')
    await settle()
    await advance(10)
    server.write('b')
    await settle()
    await advance(10)
    network.setLatency(0)
    server.write('c')
    await settle()
    await advance(79)
    expect(seen).toEqual([])
    await advance(1)
    expect(seen).toEqual(['a'])
    await advance(10)
    expect(seen).toEqual(['a', 'b', 'c'])
    server.end()
    await settle()
    await reading
  })
})
