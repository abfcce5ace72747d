import { describe, expect, it, vi } from 'vitest'
import { openBodySink } from '../../../server/hub/body-sink.ts'

const head = new Response(null, { headers: { 'content-type': 'text/event-stream' } })

function open() {
  const events = { onDrain: vi.fn(), onClose: vi.fn() }
  const { sink, response } = openBodySink(new AbortController().signal)(head, events)
  const reader = response.body?.getReader()
  if (!reader) throw new Error('The response has no body.')
  return { sink, events, reader }
}

describe('a body that is dropped', () => {
  it('ends when the reader has everything, so that no host reports a failure', async () => {
    const { sink, events, reader } = open()
    sink.write(new Uint8Array([1, 2]))
    expect((await reader.read()).value).toEqual(new Uint8Array([1, 2]))
    sink.destroy()
    expect((await reader.read()).done).toBe(true)
    expect(events.onClose).toHaveBeenCalledTimes(1)
  })

  it('fails when bytes are lost with it', async () => {
    const { sink, events, reader } = open()
    sink.write(new Uint8Array([1, 2]))
    sink.write(new Uint8Array([3]))
    expect((await reader.read()).done).toBe(false)
    sink.destroy()
    await expect(reader.read()).rejects.toThrow('The connection was dropped.')
    expect(events.onClose).toHaveBeenCalledTimes(1)
  })

  it('is dropped once', () => {
    const { sink, events } = open()
    sink.destroy()
    sink.destroy()
    sink.end()
    expect(events.onClose).toHaveBeenCalledTimes(1)
  })
})
