/**
 * The law of this folder for a page whose widgets come and go, at the real server: whatever happens, what the
 * page shows is what the server knows whenever it says that it is live.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PaymentsFilter } from '../../src/feeds/payments/filter.ts'
import { createSession } from '../../src/payments-session.ts'
import { uniteTopics } from '../../src/protocol/topic-set.ts'
import { createRandom } from '../support/random.ts'
import { createStillTime } from '../support/still-time.ts'
import { alice, bob, createWired } from '../support/wired.ts'
import { amountOf, of } from './filter-actions.ts'
import { accounts } from './party-log-server.ts'

type WidgetAction =
  | { readonly kind: 'follow' | 'unfollow' | 'base'; readonly amount: number }
  | { readonly kind: 'topUp'; readonly stream: number; readonly count: number }
  | { readonly kind: 'wait' | 'cutAfter' | 'reload'; readonly amount: number }
  | { readonly kind: 'cut' | 'freeze' | 'thaw' | 'pause' | 'resume' | 'restart' }

const widgetAction: fc.Arbitrary<WidgetAction> = fc.oneof(
  { weight: 6, arbitrary: amountOf('follow', 6) },
  { weight: 4, arbitrary: amountOf('unfollow', 6) },
  { weight: 1, arbitrary: amountOf('base', 2) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: of('topUp'),
      stream: fc.integer({ min: 0, max: 3 }),
      count: fc.integer({ min: 1, max: 25 }),
    }),
  },
  { weight: 8, arbitrary: amountOf('wait', 600) },
  { weight: 2, arbitrary: amountOf('wait', 20_000) },
  { weight: 2, arbitrary: amountOf('cutAfter', 3000) },
  { weight: 1, arbitrary: amountOf('reload', 20) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: of('cut', 'freeze', 'thaw', 'pause', 'resume', 'restart'),
    }),
  },
)

/** The real server keeps few events and replays fewer, so that holes are common. */
async function runWidgets(actions: readonly WidgetAction[], seed: number) {
  const time = createStillTime({ random: createRandom(seed) })
  const wired = createWired({ time, retentionEvents: 40, config: { maxReplay: 30 } })
  const carol = accounts[2] ?? ''
  const dave = accounts[3] ?? ''
  const ids: string[] = []
  for (const [sender, recipient] of [
    [alice, bob],
    [bob, carol],
    [carol, dave],
    [dave, alice],
  ]) {
    ids.push(await wired.createStream({ sender, recipient }))
  }
  const topics: readonly PaymentsFilter[] = [
    ...ids.map((id) => ({ streams: [id] })),
    { users: [bob] },
    { users: [carol] },
    { streams: ['999'] },
  ]
  const bases: readonly (PaymentsFilter | undefined)[] = [
    undefined,
    { users: [alice] },
    { all: true },
  ]
  const faults: string[] = []
  const cuts = new Set<() => void>()
  let cutAfter = Number.POSITIVE_INFINITY
  let openRequests = 0
  let base: PaymentsFilter | undefined
  const stored = new Map<string, string>()

  async function breakable(input: string, init: RequestInit = {}): Promise<Response> {
    if (openRequests > 0) faults.push('two requests are open')
    openRequests++
    let isOver = false
    const over = () => {
      if (!isOver) openRequests--
      isOver = true
    }
    init.signal?.addEventListener('abort', over, { once: true })
    const response = await wired.fetch(input, init)
    if (!response.body) return response
    let left = cutAfter
    cutAfter = Number.POSITIVE_INFINITY
    let cut = () => {}
    const pipe = new TransformStream<Uint8Array, Uint8Array>({
      start(controller) {
        cut = () => {
          cuts.delete(cut)
          over()
          controller.error(new TypeError('network error'))
        }
        cuts.add(cut)
      },
      transform(chunk, controller) {
        const part = chunk.subarray(0, left)
        left -= part.length
        if (part.length > 0) controller.enqueue(part)
        if (left <= 0) cut()
      },
    })
    return new Response(response.body.pipeThrough(pipe), response)
  }

  function load() {
    const page = createPage()
    const session = createSession({
      url: 'http://wired.test',
      filter: base,
      fetch: breakable,
      onListenerError: (error) => faults.push(String(error)),
      platform: {
        clock: time.clock,
        timers: time.timers,
        random: time.random,
        frames: { request: (run) => time.timers.after(16, () => run(time.clock.monotonicMs())) },
        page: page.activity,
        storage: {
          read: (key) => stored.get(key) ?? null,
          write: (key, text) => void (text === null ? stored.delete(key) : stored.set(key, text)),
        },
      },
    })
    let last = 0
    session.connection?.onFrames((batch) => {
      for (const frame of batch) {
        if (frame.kind === 'event') {
          const offset = frame.position?.offset ?? 0
          if (offset <= last) faults.push(`event ${offset} came after ${last}`)
          last = offset
        } else if (frame.kind === 'reset') last = 0
      }
    })
    session.start()
    return { session, page }
  }

  let { session, page } = load()
  const widgets = new Map<number, () => void>()

  const truth = async (id: string) =>
    String((await wired.call('GET', `/streams/${id}`)).body['depositedAmount'])

  /** A live client has exactly the state that the server has for every covered topic. */
  async function look(isEnd: boolean): Promise<void> {
    const snapshot = session.connection?.getSnapshot()
    const isLive = snapshot?.status === 'open' && snapshot.phase === 'live'
    if (isEnd && widgets.size > 0 && !isLive) faults.push(`is ${snapshot?.status} at the end`)
    if (!isLive) return
    session.connection?.flush()
    const { items: streams, following } = session.store.getState()
    const heard = uniteTopics([following.covered, following.wanted])
    for (const { streamId, sender, recipient } of streams.values()) {
      const topics = ['all', `stream:${streamId}`, `user:${sender}`, `user:${recipient}`]
      if (!topics.some((topic) => heard.includes(topic))) faults.push(`shows ${streamId}, unheard`)
    }
    for (const [index, id] of ids.entries()) {
      const isShown =
        following.covered.includes('all') || following.covered.includes(`stream:${id}`)
      const isFollowed = isEnd && widgets.has(index)
      if (!isShown && !isFollowed) continue
      const shown = String(streams.get(id)?.depositedAmount)
      const real = await truth(id)
      if (shown !== real) faults.push(`shows ${shown} of ${id} and not ${real}`)
    }
  }

  for (const step of actions) {
    switch (step.kind) {
      case 'follow':
        if (!widgets.has(step.amount)) {
          widgets.set(step.amount, session.follow(topics[step.amount] ?? {}))
        }
        break
      case 'unfollow':
        widgets.get(step.amount)?.()
        widgets.delete(step.amount)
        break
      case 'base':
        base = bases[step.amount]
        session.setFilter(base)
        break
      case 'topUp':
        await wired.topUp(ids[step.stream] ?? '', step.count)
        break
      case 'wait':
        await time.advance(step.amount)
        break
      case 'cutAfter':
        cutAfter = step.amount
        break
      case 'cut':
        for (const cut of [...cuts]) cut()
        break
      case 'freeze':
      case 'thaw':
        page.setFrozen(step.kind === 'freeze')
        break
      case 'pause':
      case 'resume':
        session.connection?.[step.kind]()
        break
      case 'restart':
        session.stop()
        await time.advance(20)
        session.start()
        break
      case 'reload': {
        page.setFrozen(true)
        await time.settle()
        session.stop()
        await wired.topUp(ids[0] ?? '', step.amount)
        ;({ session, page } = load())
        for (const index of widgets.keys()) {
          widgets.set(index, session.follow(topics[index] ?? {}))
        }
      }
    }
    await time.settle()
    if (step.kind === 'wait') await look(false)
  }

  cutAfter = Number.POSITIVE_INFINITY
  for (const cut of [...cuts]) cut()
  page.setFrozen(false)
  session.connection?.resume()
  await time.advance(60_000)
  await wired.topUp(ids[0] ?? '', 2)
  await time.advance(100)
  await look(true)
  session.stop()
  await time.settle()
  if (openRequests > 0) faults.push('a request is left open')
  return faults
}

function createPage() {
  let isFrozen = false
  const listeners = new Set<() => void>()
  return {
    activity: {
      isHidden: () => false,
      isOnline: () => true,
      isFrozen: () => isFrozen,
      subscribe(listener: () => void) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    setFrozen(value: boolean) {
      isFrozen = value
      for (const listener of [...listeners]) listener()
    },
  }
}

describe('a page whose widgets come and go, at the real server', () => {
  it('C6, C10 shows what the server knows whenever it says that it is live', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(widgetAction, { maxLength: 50, size: 'max' }),
        fc.nat(),
        async (actions, seed) => {
          expect(await runWidgets(actions, seed)).toEqual([])
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 20) },
    )
  })
}, 120_000)
