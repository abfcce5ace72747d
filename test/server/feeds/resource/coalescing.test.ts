/** Updates that are merged, and subscribers that read slowly: no patch is ever skipped silently. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventLog } from '../../../../server/log/event-log.ts'
import { memoryLog } from '../../../../server/log/memory.ts'
import { orders } from '../../../../src/feeds/orders/orders.ts'
import { decodeFrame } from '../../../../src/protocol/decode.ts'
import type { DeliveredFrame, FeedFrame } from '../../../../src/protocol/feed-frames.ts'
import { createFrameParser } from '../../../../src/protocol/frame-parser.ts'
import { reduceBatch } from '../../../../src/store/reduce.ts'
import { emptyState } from '../../../../src/store/state.ts'
import { createWiredOrders, type Json } from '../../../support/wired-orders.ts'

type WiredOrders = ReturnType<typeof createWiredOrders>

const statuses = ['placed', 'paid', 'packed', 'shipped'] as const

describe('a window of coalesceMs', () => {
  it('carries the first update out at once, and merges those that follow into one event', async () => {
    const { call, create, events, time } = createWiredOrders({ coalesceMs: 100 })
    const id = await create()
    await time.advance(200)
    const first = await call('PATCH', `/${id}`, { status: 'paid' })
    expect(first.status).toBe(200)
    const rest = Promise.all([
      call('PATCH', `/${id}`, { status: 'packed' }),
      call('PATCH', `/${id}`, { note: 'Ring twice' }),
      call('PATCH', `/${id}`, { status: 'shipped' }),
    ])
    await time.settle()
    expect(await events()).toHaveLength(2)
    await time.advance(100)
    const answers = await rest
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(await events()).toHaveLength(3)
    expect((await events()).at(-1)).toMatchObject({
      patch: { status: 'shipped', note: 'Ring twice' },
    })
  })

  it('confirms an update after its event is in the log, never before', async () => {
    const appended: number[] = []
    const inner = memoryLog()
    const log: EventLog = {
      ...inner,
      async append(name, entry, change) {
        const position = await inner.append(name, entry, change)
        appended.push(position.offset)
        return position
      },
    }
    const { call, create, time } = createWiredOrders({ coalesceMs: 100, log })
    const id = await create()
    await time.advance(200)
    await call('PATCH', `/${id}`, { status: 'paid' })
    let isConfirmed = false
    const waiting = call('PATCH', `/${id}`, { status: 'packed' }).then((answer) => {
      isConfirmed = true
      return answer
    })
    await time.advance(99)
    expect({ isConfirmed, appended }).toEqual({ isConfirmed: false, appended: [1, 2] })
    await time.advance(1)
    expect((await waiting).body['position']).toMatch(/\.3$/)
    expect(appended).toEqual([1, 2, 3])
  })

  it('refuses one of the merged updates and carries out the others', async () => {
    const { call, create, events, time } = createWiredOrders({ coalesceMs: 100 })
    const id = await create()
    await time.advance(200)
    const etag = (await call('GET', `/${id}`)).headers.get('etag') ?? ''
    const all = Promise.all([
      call('PATCH', `/${id}`, { status: 'paid' }),
      call('PATCH', `/${id}`, { items: [] }),
      call('PATCH', `/${id}`, { note: 'a' }),
      call('PATCH', `/${id}`, { note: 'b' }, { 'if-match': etag }),
    ])
    await time.advance(200)
    expect((await all).map(({ status }) => status)).toEqual([200, 400, 200, 412])
    expect(await events()).toHaveLength(3)
    expect((await call('GET', `/${id}`)).body).toMatchObject({ status: 'paid', note: 'a' })
  })

  it('does not delay another resource', async () => {
    const { call, create, time } = createWiredOrders({ coalesceMs: 100 })
    const ids = [await create(), await create()]
    await time.advance(200)
    for (const id of ids) {
      expect((await call('PATCH', `/${id}`, { status: 'paid' })).status).toBe(200)
    }
  })

  it('answers two of the same idempotency key in one window alike', async () => {
    const { call, create, events, time } = createWiredOrders({ coalesceMs: 100 })
    const id = await create()
    await time.advance(200)
    await call('PATCH', `/${id}`, { status: 'paid' })
    const key = { 'idempotency-key': 'k' }
    const both = Promise.all([1, 2].map(() => call('PATCH', `/${id}`, { note: 'x' }, key)))
    await time.advance(100)
    const [one, other] = await both
    expect(one?.body).toEqual(other?.body)
    expect(await events()).toHaveLength(3)
  })

  it('answers all that it merges with the same resource, also one that changes nothing', async () => {
    const { call, create, time } = createWiredOrders({ coalesceMs: 100 })
    const id = await create()
    await time.advance(200)
    await call('PATCH', `/${id}`, { status: 'paid' })
    const key = { 'idempotency-key': 'k' }
    const all = Promise.all([
      call('PATCH', `/${id}`, { status: 'paid' }),
      call('PATCH', `/${id}`, { status: 'packed' }, key),
      call('PATCH', `/${id}`, { note: 'Ring twice' }),
    ])
    await time.advance(100)
    const now = await call('GET', `/${id}`)
    expect(now.body).toMatchObject({ status: 'packed', note: 'Ring twice' })
    for (const { status, body, headers } of await all) {
      expect({ status, body }).toEqual({ status: 200, body: now.body })
      expect(headers.get('etag')).toBe(now.headers.get('etag'))
    }
    const repeated = call('PATCH', `/${id}`, { status: 'packed' }, key)
    await time.advance(100)
    expect((await repeated).body).toEqual(now.body)
  })

  it('with a deletion makes it an event of its own: what came before is answered as it was stored', async () => {
    const { call, create, events, time } = createWiredOrders({ coalesceMs: 100 })
    const id = await create()
    await time.advance(200)
    await call('PATCH', `/${id}`, { status: 'paid' })
    const changes = [{ status: 'packed' }, { note: 'late' }].map((patch) =>
      call('PATCH', `/${id}`, patch),
    )
    // Each after the body of the one before has been read: they are decided in the sequence in which they came.
    await time.settle()
    const deletion = call('DELETE', `/${id}`)
    await time.settle()
    const tooLate = call('PATCH', `/${id}`, { note: 'too late' })
    await time.advance(100)
    const [first, second, deleted, last] = await Promise.all([...changes, deletion, tooLate])
    expect([first, second, deleted, last].map((answer) => answer?.status)).toEqual([
      200, 200, 200, 404,
    ])
    expect(first?.body).toMatchObject({ status: 'packed', note: 'late' })
    expect(first?.body['position']).toMatch(/\.3$/)
    expect(second?.body).toEqual(first?.body)
    expect(deleted?.body['position']).toMatch(/\.4$/)
    expect((await events()).slice(2)).toMatchObject([
      { type: 'order.updated', patch: { status: 'packed', note: 'late' } },
      { type: 'order.deleted', patch: null },
    ])
  })

  it('that is empty ends, and leaves no timer', async () => {
    const { call, create, time } = createWiredOrders({ coalesceMs: 100 })
    const id = await create()
    const before = time.pendingTimers
    await time.advance(1_000)
    await call('PATCH', `/${id}`, { status: 'paid' })
    await time.advance(1_000)
    expect(time.pendingTimers).toBeLessThan(before)
  })
})

/** Subscribes as a page would, and reads only when asked to. */
async function openSlowReader({ fetch }: WiredOrders, query: string) {
  const response = await fetch(`/api/v1/stream/events?${query}`)
  const reader = response.body?.getReader()
  const frames: FeedFrame[] = []
  const parser = createFrameParser({
    onFrame: (frame) => frames.push(decodeFrame(frame, orders)),
  })
  return {
    frames,
    /** Reads what has arrived, until nothing comes without time passing. */
    async readAll(time: WiredOrders['time']) {
      let quiet = 0
      let pending = reader?.read()
      while (quiet < 5) {
        let chunk: Uint8Array | undefined
        const read = pending?.then(({ value }) => {
          chunk = value
        })
        await Promise.race([read, time.settle()])
        if (chunk === undefined) {
          quiet++
          await time.advance(10)
          continue
        }
        quiet = 0
        parser.push(chunk)
        pending = reader?.read()
      }
    },
    leave: () => reader?.cancel(),
  }
}

const isDelivered = (frame: FeedFrame): frame is DeliveredFrame =>
  ['event', 'snapshot', 'gap', 'reset'].includes(frame.kind)

function itemsOf(frames: readonly FeedFrame[]) {
  const state = reduceBatch(orders, emptyState(), frames.filter(isDelivered), 0)
  return Object.fromEntries(state.items)
}

describe('a subscriber that reads slowly', () => {
  const note = (n: number) => `${n} ${'x'.repeat(300)}`

  /** Writes more than a connection buffers: 64 KiB. */
  async function overflow(updates: number, retentionEvents: number) {
    const wired = createWiredOrders({ retentionEvents, maxReplay: 100 })
    const id = await wired.create()
    const reader = await openSlowReader(wired, 'all=true&snapshot=true')
    await wired.time.settle()
    for (let n = 0; n < updates; n++) {
      const fields = { note: note(n), ...(n % 7 === 0 && { status: statuses[n % 4] }) }
      await wired.feed.store.patch(id, fields)
    }
    await reader.readAll(wired.time)
    const { item } = await wired.feed.store.read(id)
    return { id, reader, item, top: (await wired.log.bounds(wired.feed.logName)).top }
  }

  it('catches up from the log, patch by patch', async () => {
    const { id, reader, item, top } = await overflow(400, 10_000)
    const offsets = reader.frames.flatMap((frame) =>
      frame.kind === 'event' ? [frame.position?.offset] : [],
    )
    expect(offsets).toEqual(Array.from({ length: 400 }, (_, n) => n + 2))
    expect(top).toBe(401)
    expect(reader.frames.filter(({ kind }) => kind === 'gap')).toEqual([])
    expect(itemsOf(reader.frames)[id]).toEqual(item)
    await reader.leave()
  })

  it('gets a declared gap and the state after it where the log no longer has the patches', async () => {
    const { id, reader, item } = await overflow(400, 50)
    const gaps = reader.frames.flatMap((frame) => (frame.kind === 'gap' ? [frame.reason] : []))
    expect(gaps).toEqual(['slow_consumer'])
    expect(itemsOf(reader.frames)[id]).toEqual(item)
    await reader.leave()
  })
})

describe('any sequence of writes', () => {
  const write = fc.oneof(
    fc.record({
      kind: fc.constant('create' as const),
      quantity: fc.integer({ min: 1, max: 9 }),
    }),
    fc.record({
      kind: fc.constant('patch' as const),
      which: fc.nat(3),
      patch: fc.record(
        {
          status: fc.constantFrom(...statuses),
          note: fc.option(fc.string({ maxLength: 5 })),
          trackingNumber: fc.option(fc.constantFrom('A1', 'B2')),
        },
        { requiredKeys: [] },
      ),
    }),
    fc.record({ kind: fc.constant('remove' as const), which: fc.nat(3) }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 120 }) }),
  )

  it.each([0, 50])(
    'leads to the same items in a page and on the server (%i ms)',
    async (coalesceMs) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(write, { maxLength: 30 }),
          fc.nat(30),
          async (writes, joinAfter) => {
            const wired = createWiredOrders({ coalesceMs })
            const { time, feed } = wired
            const early = await openSlowReader(wired, 'all=true&snapshot=true')
            let late: typeof early | undefined
            const ids: string[] = []
            const running: Promise<unknown>[] = []
            for (const [index, each] of writes.entries()) {
              if (index === joinAfter) late = await openSlowReader(wired, 'all=true&snapshot=true')
              if (each.kind === 'wait') await time.advance(each.ms)
              else if (each.kind === 'create') ids.push(await wired.create(draftOf(each.quantity)))
              else {
                const id = ids[each.which]
                if (id === undefined) continue
                const { store } = feed
                const done = each.kind === 'patch' ? store.patch(id, each.patch) : store.remove(id)
                // A resource that was deleted is refused: that is no failure here.
                running.push(done.catch(() => undefined))
              }
            }
            await time.advance(1_000)
            await Promise.all(running)
            const { items } = await feed.store.list({ limit: 100 })
            const expected = Object.fromEntries(items.map((item) => [item.id, item]))
            for (const reader of [early, late]) {
              if (reader === undefined) continue
              await reader.readAll(time)
              expect(itemsOf(reader.frames)).toEqual(expected)
              await reader.leave()
            }
            // The events alone, from the first one, lead there as well.
            expect(replay(await wired.events())).toEqual(expected)
          },
        ),
        { numRuns: 15 },
      )
    },
  )
})

function draftOf(quantity: number): Json {
  return { items: [{ sku: 'MUG-01', name: 'Mug', quantity, unitPrice: '24.90' }] }
}

function replay(events: Awaited<ReturnType<WiredOrders['events']>>) {
  const items = new Map<string, object>()
  for (const event of events) {
    const before = items.get(event.id) as Parameters<NonNullable<typeof orders.state>['reduce']>[0]
    const after = orders.state?.reduce(before, event)
    if (after === undefined) items.delete(event.id)
    else items.set(event.id, after)
  }
  return Object.fromEntries(items)
}
