/** Pages of a history and the feed, joined: whatever happens in between, nothing is shown twice or left out silently. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { payments } from '../../src/feeds/payments/payments.ts'
import type { Session } from '../../src/payments-session.ts'
import { createSession } from '../../src/payments-session.ts'
import { createFeedStore } from '../../src/store/create-store.ts'
import {
  endOf,
  type StretchEnd,
  type TimelineHistory,
} from '../../src/widgets/stream-timeline/timeline-history.ts'
import {
  createTimelineSource,
  type TimelineSource,
} from '../../src/widgets/stream-timeline/timeline-source.ts'
import { createWired } from '../support/wired.ts'

const mine = '42'

async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve()
}

/** A server whose log has events of two streams, a feed that can lose some, and a page that shows one of the streams. */
function createScene() {
  let epoch = 'a'
  let log: { readonly offset: number; readonly streamId: string }[] = []
  let oldest = 1
  let top = 0
  let sent = 0
  let requests = 0
  const store = createFeedStore(payments, { nowMs: () => 0, phase: 'ready' })
  const pending: (() => void)[] = []
  /** Every event of the stream, in order, also those that the server no longer has. */
  const happened: string[] = []

  const eventOf = (offset: number, streamId: string) =>
    ({
      type: 'stream.topped_up',
      streamId,
      amount: 1n,
      newDepositedAmount: BigInt(offset),
    }) as const

  const connection = {
    requestContext: async () => ({ baseUrl: '', headers: {}, fetch: request }),
  }

  async function request(path: string): Promise<Response> {
    requests += 1
    // Half of the answers are old when they arrive.
    const isOld = requests % 2 === 0
    const early = isOld ? answerTo(path) : null
    await new Promise<void>((resolve) => pending.push(resolve))
    return early ?? answerTo(path)
  }

  function answerTo(path: string): Response {
    const query = new URL(path, 'http://server').searchParams
    const [cursorEpoch, cursorOffset] = (query.get('cursor') ?? '').split('.')
    if (cursorEpoch && cursorEpoch !== epoch) return new Response('', { status: 400 })
    const before = cursorEpoch ? Number(cursorOffset) : top + 1
    const limit = Number(query.get('limit'))
    let from = before
    const found = []
    // As the log does: a bounded look at what is kept, newest first.
    for (let seen = 0; from > oldest && found.length < limit && seen < 6; seen += 1) {
      from -= 1
      const entry = log[from - 1]
      if (entry?.streamId === mine) found.push(entry)
    }
    const body = {
      events: found.map(({ offset, streamId }) => ({
        id: `${epoch}.${offset}`,
        type: 'stream.topped_up',
        time: 0,
        data: { streamId, amount: '1', newDepositedAmount: String(offset) },
      })),
      position: `${epoch}.${top}`,
      nextCursor: from > oldest ? `${epoch}.${from}` : null,
    }
    return new Response(JSON.stringify(body))
  }
  const session = { store, connection, feed: payments } as unknown as Session
  const source = createTimelineSource(session, mine, 2)

  const scene = {
    source,
    happened,
    pending,
    retained: () =>
      log
        .filter(({ offset, streamId }) => streamId === mine && offset >= oldest)
        .map(({ offset }) => `${epoch}.${offset}`),
    append(streamId: string) {
      top += 1
      log.push({ offset: top, streamId })
      if (streamId === mine) happened.push(`${epoch}.${top}`)
    },
    deliver() {
      const frames = log
        .slice(sent)
        .filter(({ streamId }) => streamId === mine)
        .map(({ offset, streamId }) => ({
          kind: 'event' as const,
          position: { epoch, offset },
          event: eventOf(offset, streamId),
        }))
      sent = top
      store.apply(frames)
    },
    lose() {
      if (sent === top) return
      const position = { epoch, offset: top }
      store.apply([{ kind: 'gap', from: sent + 1, to: top, reason: 'too_far', position }])
      sent = top
    },
    trim() {
      // What was not delivered yet is declared lost before it is dropped.
      oldest = Math.min(sent, oldest + 3) || 1
    },
    replace() {
      epoch = String.fromCharCode(epoch.charCodeAt(0) + 1)
      log = []
      top = sent = 0
      oldest = 1
      store.apply([{ kind: 'reset', reason: 'epoch', position: { epoch, offset: 0 } }])
    },
    answer() {
      pending.shift()?.()
    },
  }
  return scene
}

type Scene = ReturnType<typeof createScene>

const step: fc.Arbitrary<(scene: Scene) => void> = fc.oneof(
  { weight: 4, arbitrary: fc.constant((scene: Scene) => scene.append(mine)) },
  { weight: 3, arbitrary: fc.constant((scene: Scene) => scene.append('7')) },
  { weight: 4, arbitrary: fc.constant((scene: Scene) => scene.deliver()) },
  { weight: 4, arbitrary: fc.constant((scene: Scene) => scene.answer()) },
  { weight: 2, arbitrary: fc.constant((scene: Scene) => scene.lose()) },
  { weight: 1, arbitrary: fc.constant((scene: Scene) => scene.trim()) },
  { weight: 1, arbitrary: fc.constant((scene: Scene) => scene.replace()) },
  { weight: 2, arbitrary: fc.constant((scene: Scene) => scene.source.loadEarlier()) },
)

/** Answers everything, and loads what can be loaded. */
async function loadAll({ source, pending, answer }: Scene): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    await settle()
    if (pending.length > 0) answer()
    else if (source.getSnapshot().hasFailed) source.retry()
    else {
      source.loadEarlier()
      await settle()
      if (pending.length === 0) return
    }
  }
  throw new Error('The timeline does not stop requesting pages.')
}

const keysOf = (history: TimelineHistory) =>
  history.map(({ events }) => events.map(({ key }) => key))

/** What is shown, newest first: keys of events, and what is said where some are missing. */
function rowsOf(source: TimelineSource): readonly string[] {
  const { history } = source.getSnapshot()
  return history.flatMap(({ events }, index) => {
    const end: StretchEnd | null = endOf(history, index)
    return [...events.map(({ key }) => key), ...(end === null ? [] : [end])]
  })
}

describe('the events of a timeline', () => {
  it('are all that the server has, once and in order, with a row wherever one is missing', async () => {
    const steps = fc.array(step, { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const scene = createScene()
        for (let count = 0; count < 5; count += 1) scene.append(count % 2 ? mine : '7')
        scene.deliver()
        const leave = scene.source.subscribe(() => {})
        for (const run of script) {
          run(scene)
          await settle()
          // H1: between two events of one stretch nothing has happened, at any time.
          for (const keys of keysOf(scene.source.getSnapshot().history)) {
            const places = keys.map((key) => scene.happened.indexOf(key))
            expect(places).toEqual(places.map((_, index) => (places[0] ?? 0) - index))
          }
        }
        scene.deliver()
        await loadAll(scene)
        const shown = keysOf(scene.source.getSnapshot().history).flat()
        expect(new Set(shown).size).toBe(shown.length)
        expect(shown).toEqual(expect.arrayContaining(scene.retained()))
        leave()
      }),
      { numRuns: Number(process.env['RUNS'] ?? 150) },
    )
  })

  it('closes a gap with pages, and shows until then that events may be missing', async () => {
    const scene = createScene()
    scene.append(mine)
    scene.deliver()
    scene.source.subscribe(() => {})
    await loadAll(scene)
    for (let count = 0; count < 5; count += 1) scene.append(mine)
    scene.lose()
    scene.append(mine)
    scene.deliver()
    await settle()
    expect(rowsOf(scene.source)).toEqual(['a.7', 'filling', 'a.1'])
    await loadAll(scene)
    expect(rowsOf(scene.source)).toEqual(['a.7', 'a.6', 'a.5', 'a.4', 'a.3', 'a.2', 'a.1'])
  })

  it('says that events are lost where the log begins above what was known', async () => {
    const scene = createScene()
    scene.append(mine)
    scene.deliver()
    scene.source.subscribe(() => {})
    await loadAll(scene)
    for (let count = 0; count < 5; count += 1) scene.append(mine)
    scene.lose()
    scene.trim()
    await loadAll(scene)
    expect(rowsOf(scene.source)).toEqual(['a.6', 'a.5', 'a.4', 'lost', 'a.1'])
  })

  it('keeps what was received before the log was replaced below a row that says so', async () => {
    const scene = createScene()
    scene.append(mine)
    scene.deliver()
    scene.source.subscribe(() => {})
    await loadAll(scene)
    scene.replace()
    scene.append(mine)
    scene.deliver()
    await loadAll(scene)
    expect(rowsOf(scene.source)).toEqual(['b.1', 'reset', 'a.1'])
  })

  it('notices that the store has dropped events before they were seen here', async () => {
    const scene = createScene()
    scene.append(mine)
    scene.deliver()
    scene.source.subscribe(() => {})
    await loadAll(scene)
    // More than the history of the store keeps, in one delivery.
    for (let count = 0; count < 205; count += 1) scene.append(mine)
    scene.deliver()
    expect(rowsOf(scene.source)).toContain('filling')
  })

  it('is not requested again while a request has failed, until it is retried', async () => {
    const scene = createScene()
    scene.append(mine)
    const { source, pending } = scene
    source.subscribe(() => {})
    scene.replace()
    await settle()
    // The page of the first log is discarded: the log was replaced while it was on its way.
    scene.append(mine)
    scene.deliver()
    await loadAll(scene)
    expect([rowsOf(source), pending.length]).toEqual([['b.1'], 0])
  })
})

describe('the events of a timeline, from the real server', () => {
  it('begin with the pages and continue with the feed, as the token allows', async () => {
    const wired = createWired()
    const streamId = await wired.createStream()
    await wired.topUp(streamId, 5)
    const tokens: boolean[] = []
    const { clock, timers, random } = wired.time
    const session = createSession({
      url: 'http://wired.test',
      persist: false,
      fetch: wired.fetch as typeof fetch,
      getToken: ({ isRefresh }) => {
        tokens.push(isRefresh)
        return 'any'
      },
      platform: { clock, timers, random, fetch: wired.fetch as typeof fetch },
    })
    session.start()
    session.follow({ streams: [streamId] })
    const source = createTimelineSource(session, streamId, 3)
    const leave = source.subscribe(() => {})
    const typesOf = () =>
      source.getSnapshot().history.map(({ events }) => events.map(({ event }) => event?.type))
    await expect.poll(() => typesOf()[0]?.length, { timeout: 5000 }).toBe(3)
    source.loadEarlier()
    await expect.poll(() => typesOf()[0]?.length, { timeout: 5000 }).toBe(6)
    expect(typesOf()[0]?.at(-1)).toBe('stream.created')
    await wired.topUp(streamId, 2)
    const lengthAfterFlush = () => {
      session.connection?.flush()
      return typesOf()[0]?.length
    }
    await expect.poll(lengthAfterFlush, { timeout: 5000 }).toBe(8)
    expect(source.getSnapshot().history).toHaveLength(1)
    // The subscription and two pages, each with a token.
    expect(tokens).toEqual([false, false, false])
    leave()
    session.stop()
    wired.server.close()
  })
})
