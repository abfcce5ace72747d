/** The real client against the real server, without a socket: what the two agree on, and no more. */
import { describe, expect, it } from 'vitest'
import type { AppConfig } from '../../server/app-config.ts'
import type { EventLog } from '../../server/log/event-log.ts'
import { memoryLog } from '../../server/log/memory.ts'
import { type ConnectionOptions, createConnection } from '../../src/connection/index.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { freshnessOf } from '../../src/react/freshness.ts'
import { createDistantLog, type DistantLog } from '../support/distant-log.ts'
import type { DeliveredPaymentsFrame } from '../support/payments-frames.ts'
import { createStillTime, pageOn, type StillTime } from '../support/still-time.ts'
import { createWired, type Wired } from '../support/wired.ts'

interface SceneOptions {
  readonly log?: (time: StillTime) => EventLog
  readonly connection?: Partial<ConnectionOptions<typeof payments>>
  readonly config?: Partial<AppConfig>
  readonly retentionEvents?: number
}

async function createScene(options: SceneOptions = {}) {
  const { connection: given, log, ...serverOptions } = options
  const time = createStillTime()
  const wired = createWired({ ...serverOptions, time, ...(log && { log: log(time) }) })
  const network = createNetwork(wired)
  const streamId = await wired.createStream()
  const connection = createConnection({
    feed: payments,
    url: 'http://wired.test',
    filter: { all: true },
    fetch: network.fetch,
    platform: { ...pageOn(wired.time), random: wired.time.random },
    ...given,
  })
  const frames: DeliveredPaymentsFrame[] = []
  connection.onFrames((batch) => frames.push(...batch))
  return {
    wired,
    network,
    connection,
    streamId,
    frames,
    kinds: () => frames.map(({ kind }) => kind),
    offsets: () =>
      frames.flatMap(({ kind, position }) => (kind === 'event' ? position?.offset : [])),
    look: () => connection.getSnapshot(),
    advance: (ms: number) => wired.time.advance(ms),
  }
}

/** A network that can be cut in the middle of a byte stream. */
function createNetwork(wired: Wired) {
  const cuts = new Set<() => void>()
  const cursors: (string | null)[] = []
  return {
    cursors,
    cut() {
      for (const cut of [...cuts]) cut()
    },
    async fetch(input: string, init: RequestInit): Promise<Response> {
      cursors.push(new Headers(init.headers).get('last-event-id'))
      const response = await wired.fetch(input, init)
      if (!response.body) return response
      const pipe = new TransformStream<Uint8Array, Uint8Array>({
        start(controller) {
          const cut = () => {
            cuts.delete(cut)
            controller.error(new TypeError('network error'))
          }
          cuts.add(cut)
        },
      })
      return new Response(response.body.pipeThrough(pipe), response)
    },
  }
}

describe('the client at the real server', () => {
  it('gets the state, is live, and then gets events', async () => {
    const { connection, wired, streamId, advance, look, kinds, offsets } = await createScene()
    connection.open()
    await advance(100)
    expect(look()).toMatchObject({ status: 'open', phase: 'live', livenessMs: 35_000 })
    expect(kinds()).toEqual(['snapshot'])
    await wired.topUp(streamId, 3)
    await advance(100)
    expect(offsets()).toEqual([2, 3, 4])
  })

  it('resumes exactly after a cut, with nothing twice', async () => {
    const { connection, wired, network, streamId, advance, look, kinds, offsets } =
      await createScene()
    connection.open()
    await advance(100)
    await wired.topUp(streamId, 2)
    await advance(100)
    network.cut()
    await wired.topUp(streamId, 2)
    await advance(5000)
    await wired.topUp(streamId)
    await advance(1000)
    expect(look()).toMatchObject({ phase: 'live', reconnects: 1, gaps: 0, duplicatesDropped: 0 })
    expect(offsets()).toEqual([2, 3, 4, 5, 6])
    expect(kinds().filter((kind) => kind === 'snapshot')).toHaveLength(1)
    expect(network.cursors.at(-1)).toMatch(/\.3$/)
  })

  it('receives a gap for what is too far behind to be replayed, and the state instead', async () => {
    const { connection, wired, network, streamId, advance, look, frames, offsets } =
      await createScene({ config: { maxReplay: 5 } })
    connection.open()
    await advance(100)
    network.cut()
    await wired.topUp(streamId, 20)
    await advance(5000)
    await wired.topUp(streamId)
    await advance(1000)
    expect(look()).toMatchObject({ phase: 'live', gaps: 1 })
    const [, gap, state] = frames
    expect(gap).toMatchObject({ kind: 'gap', from: 2 })
    expect(state).toMatchObject({ kind: 'snapshot' })
    expect(offsets()).toEqual([22])
  })

  it('agrees with the server about the number of events at every ping', async () => {
    const { connection, wired, streamId, advance, look } = await createScene()
    connection.open()
    await advance(100)
    for (let round = 0; round < 5; round++) {
      await wired.topUp(streamId, round)
      await advance(16_000)
    }
    expect(look()).toMatchObject({ phase: 'live', gaps: 0, reconnects: 0, isFresh: true })
    expect(look().clockErrorMs).not.toBeNull()
  })

  it('leaves a draining server, and backs off while it is refused', async () => {
    const { connection, wired, advance, look } = await createScene()
    const causes: string[] = []
    connection.subscribe(() => {
      const snapshot = look()
      if (snapshot.status === 'waiting') causes.push(snapshot.cause)
    })
    connection.open()
    await advance(10_000)
    void wired.server.drain(1000)
    await advance(1500)
    // The random number of this world is 0: it is asked to come back at once, and then gets a 503.
    expect(causes.slice(0, 2)).toEqual(['goodbye', 'status'])
    expect(look().lastError).toMatchObject({ code: 'status', status: 503 })
  })

  it("fails with the server's reason for refusing a filter", async () => {
    const { connection, advance, look } = await createScene({
      connection: { filter: { users: ['GNOT'] } },
    })
    connection.open()
    await advance(100)
    expect(look()).toMatchObject({ status: 'failed', error: { code: 'status', status: 400 } })
    expect(look().lastError?.bodyExcerpt).toContain('bad_address')
  })
})

describe('a client whose server has its log out of reach', () => {
  async function createDistantScene() {
    let medium: DistantLog | undefined
    const scene = await createScene({
      log: (time) => {
        medium = createDistantLog(memoryLog(time))
        return medium.log
      },
    })
    if (!medium) throw new Error('unreachable')
    const shown: string[] = []
    scene.connection.subscribe(() => {
      const snapshot = scene.look()
      const text = `${snapshot.status} ${freshnessOf(snapshot)}`
      if (shown.at(-1) !== text) shown.push(text)
    })
    scene.connection.open()
    await scene.advance(100)
    return { ...scene, ...medium, shown }
  }

  it('is stale, and live again when it has received what it missed', async () => {
    const { lose, restore, advance, look, shown, offsets, wired, streamId } =
      await createDistantScene()
    lose()
    await advance(40_000)
    expect(look()).toMatchObject({
      phase: 'live',
      degradedReason: 'log_unavailable',
      isFresh: true,
    })
    restore()
    await wired.topUp(streamId)
    await advance(1_000)
    expect(look()).toMatchObject({ phase: 'live', degradedReason: null, reconnects: 0, gaps: 0 })
    expect(offsets()).toEqual([2])
    expect(shown).toEqual([
      'connecting stale',
      'open stale',
      'open live',
      'open stale',
      'open live',
    ])
  })

  it('that resumes meanwhile from the memory of the server never looks live', async () => {
    const { lose, restore, advance, look, shown, network } = await createDistantScene()
    lose()
    await advance(1_000)
    shown.length = 0
    network.cut()
    await advance(30_000)
    expect(look()).toMatchObject({
      ...{ phase: 'live', reconnects: 1 },
      degradedReason: 'log_unavailable',
    })
    expect(shown).toEqual(['waiting stale', 'connecting stale', 'open stale'])
    restore()
    await advance(1_000)
    expect(shown.at(-1)).toBe('open live')
  })

  it('is live with the first connection to a server that has its log', async () => {
    const { lose, restore, advance, look, network } = await createDistantScene()
    lose()
    await advance(1_000)
    network.cut()
    restore()
    await advance(5_000)
    expect(look()).toMatchObject({ phase: 'live', reconnects: 1, degradedReason: null })
  })
})
