/**
 * All feeds of one real server with its SQLite file, written by HTTP and read by three clients each: the connection and
 * store of this package through a network that cuts, and `@durable-streams/client` by long poll and by SSE. The server
 * is killed with SIGKILL again and again. At the end everything is compared with the log file.
 *
 *   S1 what was acknowledged is in the log, once: a repeat under its key has the same position
 *   S2 our connection: delivered ∪ declared gaps = log, in order, no duplicate
 *   S3 the client from npm: exactly the log, in order
 *   S4 what each feed checks itself
 *
 * Measures and reports; the caller decides what is good enough.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createFeedSession } from '../../../src/connected-session.ts'
import type { DeliveredFrame } from '../../../src/protocol/index.ts'
import { createChaosProxy } from '../../support/chaos-proxy.ts'
import { createDeliveryRecord } from '../../support/delivery-record.ts'
import { durableUrl, followDurably } from '../../support/durable-reader.ts'
import { readLogFile } from '../../support/log-file.ts'
import { createRandom } from '../../support/random.ts'
import { spawnServer } from '../../support/spawn.ts'
import { until } from '../../support/until.ts'
import type { Followed, SoakedFeed, WrittenFeed } from './soaked-feed.ts'
import { createWriter, type Writer } from './writer.ts'

export interface FeedSoakOptions {
  readonly feeds: readonly SoakedFeed[]
  readonly seconds: number
  readonly kills: number
  readonly seed: number
  /** Of each feed. */
  readonly writesPerSecond?: number
}

export interface FeedSoakReport {
  /** A sentence for each broken promise. */
  readonly faults: readonly string[]
  /** Events by log. */
  readonly events: Readonly<Record<string, number>>
  readonly acknowledged: number
  /** Of our connections, together. */
  readonly reconnects: number
  readonly gaps: number
  readonly cuts: number
}

/** Generous: the machine may be busy with other tests. */
const patienceMs = 60_000
const mostPending = 40
/** How many writes of each feed are sent again at the end. */
const repeated = 10

export async function soakFeeds(options: FeedSoakOptions): Promise<FeedSoakReport> {
  const { feeds, seconds, kills, seed, writesPerSecond = 60 } = options
  const random = createRandom(seed)
  const undo: (() => unknown)[] = []
  try {
    const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-feeds-'))
    undo.push(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }))
    const start = (port: number) =>
      spawnServer({
        env: {
          ...{ DATA_DIR: dataDir, PORT: String(port), LOG: 'sqlite', LOG_LEVEL: 'warn' },
          ...{ SIMULATE: 'off', PING_MS: '1000' },
        },
      })
    let server = await start(0)
    undo.push(() => server.stop())
    const { url, port } = server
    const proxy = await createChaosProxy({ targetPort: port, random: createRandom(seed + 1) })
    undo.push(() => proxy.close())
    const networkUrl = `http://127.0.0.1:${proxy.port}`
    const logOf = (name: string) => readLogFile(join(dataDir, 'streamgauge.db'), name)

    const written = await Promise.all(
      feeds.map(async (feed) => {
        const writer = createWriter(url, feed.name)
        undo.push(() => writer.close())
        return { feed, writer, writes: await feed.open(writer.send, random) }
      }),
    )
    const subscribers = feeds.flatMap(({ followed }) =>
      followed.map((each) => subscribe(each, { url, networkUrl, undo })),
    )
    await until(
      () => subscribers.every(({ isLive }) => isLive()),
      patienceMs,
      'all subscribers are live',
    )
    for (const each of subscribers) each.startOffset = logOf(each.logName).at(-1)?.offset ?? 0

    proxy.cutAfter([4_000, 60_000])
    const producers = written.map(({ writes }) => produce(writes, writesPerSecond))
    for (let kill = 1; kill <= kills; kill += 1) {
      await sleep(((seconds * 1_000) / kills) * (0.6 + 0.4 * random()))
      proxy.cutAll()
      await server.kill('SIGKILL')
      await sleep(20 + random() * 100)
      server = await start(port)
    }
    // A death of the server that follows a write at once, with nothing to make up for it.
    await Promise.all(producers.map((stop) => stop()))
    await server.kill('SIGKILL')
    server = await start(port)
    proxy.stopFaults()

    for (const each of subscribers) {
      const top = logOf(each.logName).at(-1)?.offset ?? 0
      await until(() => each.reached(top), patienceMs, `all readers of ${each.logName} have ${top}`)
    }
    const faults: string[] = []
    for (const { feed, writer, writes } of written) {
      faults.push(...(await faultsOfWriter(writer, logOf)))
      const names = feed.followed.map(({ logName }) => logName)
      const own = subscribers.filter(({ logName }) => names.includes(logName))
      faults.push(...(await writes.faults(url, own)))
    }
    for (const each of subscribers) faults.push(...each.faults(logOf(each.logName)))
    const snapshots = subscribers.map(({ session }) => session.connection?.getSnapshot())
    return {
      faults,
      events: Object.fromEntries(
        subscribers.map(({ logName }) => [logName, logOf(logName).length]),
      ),
      acknowledged: written.reduce((sum, { writer }) => sum + writer.acknowledged.length, 0),
      reconnects: snapshots.reduce((sum, each) => sum + (each?.reconnects ?? 0), 0),
      gaps: subscribers.reduce((sum, { gaps }) => sum + gaps(), 0),
      cuts: proxy.cuts(),
    }
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

/** Writes at a rate until it is stopped; then waits for what is under way. */
function produce({ write }: WrittenFeed, perSecond: number): () => Promise<void> {
  const pending = new Set<Promise<void>>()
  const failures: unknown[] = []
  let isRunning = true
  const run = async () => {
    const startedAtMs = performance.now()
    let begun = 0
    while (isRunning) {
      const due = ((performance.now() - startedAtMs) / 1_000) * perSecond
      for (; begun < due && pending.size < mostPending; begun += 1) {
        const one = write().catch((error: unknown) => void failures.push(error))
        pending.add(one)
        void one.then(() => pending.delete(one))
      }
      // What could not be begun in time is not made up for.
      begun = Math.max(begun, due - mostPending)
      await sleep(5)
    }
    await Promise.all(pending)
    if (failures.length > 0) throw failures[0]
  }
  const running = run()
  // Awaited by `stop`; until then a failure must not end the process.
  running.catch(() => {})
  return () => {
    isRunning = false
    return running
  }
}

/** The three readers of one log. */
function subscribe(
  followed: Followed,
  given: { readonly url: string; readonly networkUrl: string; readonly undo: (() => unknown)[] },
) {
  const { feed, logName } = followed
  const { url, networkUrl, undo } = given
  const session = createFeedSession({
    feed,
    url: networkUrl,
    filter: { all: true } as never,
    persist: false,
    // Cuts come every second here; the patience that suits a dying network would mostly wait.
    minUptimeMs: 200,
    backoff: { capMs: 1_000 },
  })
  const record = createDeliveryRecord()
  const frames: DeliveredFrame[] = []
  session.connection?.onFrames((batch) => {
    for (const frame of batch) record.note(frame as DeliveredFrame)
    frames.push(...(batch as readonly DeliveredFrame[]))
  })
  session.start()
  undo.push(() => session.stop())
  const ownUrl = durableUrl(url, feed, feed.tenant?.id)
  const durable = (['long-poll', 'sse'] as const).map((live) => {
    const reader = followDurably(ownUrl, live)
    undo.push(() => reader.stop())
    return { live, reader }
  })
  const lastId = (ids: readonly string[]) => Number(ids.at(-1)?.split('.').at(-1) ?? 0)

  return {
    ...followed,
    session,
    frames,
    startOffset: 0,
    gaps: () => record.declared.length,
    isLive() {
      const status = session.connection?.getSnapshot()
      return status?.status === 'open' && status.phase === 'live'
    },
    reached(offset: number) {
      const last = Math.max(record.delivered.at(-1) ?? 0, record.declared.at(-1)?.to ?? 0)
      return last >= offset && durable.every(({ reader }) => lastId(reader.ids) >= offset)
    },
    faults(log: ReturnType<typeof readLogFile>): readonly string[] {
      const ids = log.map(({ epoch, offset }) => `${epoch}.${offset}`).join()
      return [
        ...record.faults(log, this.startOffset).map((fault) => `${logName}: ${fault}`),
        ...(record.resets > 0
          ? [`${logName}: ${record.resets} resets, although the log kept its epoch`]
          : []),
        ...durable
          .filter(({ reader }) => reader.ids.join() !== ids)
          .map(
            ({ live, reader }) => `${logName} by ${live} has ${reader.ids.length} ids: not the log`,
          ),
      ]
    },
  }
}

/** S1. */
async function faultsOfWriter(
  writer: Writer,
  logOf: (name: string) => ReturnType<typeof readLogFile>,
): Promise<readonly string[]> {
  const known = new Map<string, ReadonlySet<string>>()
  const idsOf = (name: string) => {
    const ids =
      known.get(name) ?? new Set(logOf(name).map((each) => `${each.epoch}.${each.offset}`))
    known.set(name, ids)
    return ids
  }
  const lost = writer.acknowledged.filter(({ write, position }) => {
    return !idsOf(write.logName).has(position)
  })
  const again = writer.acknowledged.slice(-repeated).map(async (one) => {
    const position = await writer.repeat(one)
    const { method, path } = one.write
    return position === one.position
      ? []
      : [`${method} ${path} was carried out again: at ${position}, and first at ${one.position}`]
  })
  const faults = (await Promise.all(again)).flat()
  return [
    ...lost.map(({ write, position }) => `${write.path} was acknowledged and is lost: ${position}`),
    ...faults,
  ]
}
