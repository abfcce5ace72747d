/**
 * A resume storm on real sockets: all clients are connected, drop, and return at once when 100 events have
 * happened. Reports how long it takes until all have them, exactly, and how long the server's event loop was blocked,
 * measured inside of it (loop-watch.ts), while they drop and while they return.
 *
 * BENCH_CONNECTIONS=2000 makes it shorter, BENCH_AT_ONCE=10000 lets all of them connect in the same instant.
 * BENCH_SERVER=…/server/node/main.ts measures the server of another checkout.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createStreams } from '../../test/attack/many-streams.ts'
import { spawnServer } from '../../test/support/spawn.ts'
import { mostFiles } from '../open-files.ts'
import { printBlocked, readBlockedTimes, watchedBy } from '../watched-server.ts'

const behind = 100
const longestMs = 30_000
/** How many connect without waiting for one another. */
const atOnce = Number(process.env['BENCH_AT_ONCE'] ?? 250)

export async function measureResume(): Promise<void> {
  const clients = Number(
    process.env['BENCH_CONNECTIONS'] ?? (mostFiles() > 10_500 ? 10_000 : 2_000),
  )
  const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-resume-'))
  const watchFile = join(dataDir, 'loop-watch.json')
  const main = process.env['BENCH_SERVER']
  const load = () => loadavg()[0]?.toFixed(1)
  const loadBefore = load()
  const server = await spawnServer({
    ...(main !== undefined && { main }),
    execArgv: watchedBy,
    env: {
      ...{ DATA_DIR: dataDir, LOG: 'sqlite', SIMULATE: 'off', LOOP_WATCH_FILE: watchFile },
      ...{ MAX_CONNECTIONS: '20000', MAX_CONNECTIONS_PER_IP: '0' },
    },
  })
  const readBlocked = () => readBlockedTimes(server, watchFile)
  try {
    await createStreams(server.url, 10)
    const cursor = await positionOf(server.url)
    const first = await connectAll(server.port, clients, null)
    await Promise.all(first.map(({ connected }) => connected))
    await readBlocked()
    for (const { socket } of first) socket.destroy()
    await untilConnections(server.url, 0)
    console.log(`resume: ${clients} clients drop; ${printBlocked(await readBlocked())}`)
    await createStreams(server.url, behind)
    const top = await positionOf(server.url)
    await sleep(1_000)
    await readBlocked()

    const startedAtMs = performance.now()
    const offsets = { from: offsetOf(cursor), to: offsetOf(top) }
    const returned = await connectAll(server.port, clients, cursor, offsets)
    const late = sleep(longestMs, 'late' as const)
    const outcomes = await Promise.all(returned.map(({ exact }) => Promise.race([exact, late])))
    const seconds = (performance.now() - startedAtMs) / 1_000
    const blocked = await readBlocked()
    for (const { socket } of returned) socket.destroy()
    const exact = outcomes.filter((outcome) => outcome === true).length
    console.log(
      `resume: ${clients} clients return ${behind} events behind: ${exact} exact in ` +
        `${seconds.toFixed(1)} s; ${printBlocked(blocked)}`,
    )
    console.log(`resume: load average ${loadBefore} before, ${load()} after`)
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function positionOf(url: string): Promise<string> {
  const stats = (await (await fetch(`${url}/events/stats`)).json()) as { position: string }
  return stats.position
}

/** Waits until the server has as many connections. */
async function untilConnections(url: string, count: number): Promise<void> {
  for (;;) {
    const stats = (await (await fetch(`${url}/events/stats`)).json()) as {
      activeConnections: number
    }
    if (stats.activeConnections === count) return
    await sleep(100)
  }
}

function offsetOf(position: string): number {
  return Number(position.slice(position.indexOf('.') + 1))
}

interface Client {
  readonly socket: Socket
  readonly connected: Promise<void>
  /** Whether every offset came, once and in order. */
  readonly exact: Promise<boolean>
}

/** As many at a time as {@link atOnce}; a thousand from each address of this machine. */
async function connectAll(
  port: number,
  count: number,
  cursor: string | null,
  offsets = { from: 0, to: 0 },
): Promise<readonly Client[]> {
  const clients: Client[] = []
  for (let index = 0; index < count; index++) {
    if (index >= atOnce && index % 250 === 0) await clients[index - atOnce]?.connected
    clients.push(createClient(port, `127.0.0.${2 + (index % 10)}`, cursor, offsets))
  }
  return clients
}

function createClient(
  port: number,
  localAddress: string,
  cursor: string | null,
  { from, to }: { readonly from: number; readonly to: number },
): Client {
  const socket = connect({ port, host: '127.0.0.1', localAddress })
  const resume = cursor === null ? '' : `Last-Event-ID: ${cursor}\r\n`
  socket.write(`GET /events/subscribe?all=true HTTP/1.1\r\nHost: 127.0.0.1\r\n${resume}\r\n`)
  let last = from
  let rest = ''
  let onConnected = () => {}
  const connected = new Promise<void>((resolve) => {
    onConnected = resolve
  })
  const exact = new Promise<boolean>((resolve) => {
    const fail = () => {
      onConnected()
      resolve(false)
    }
    socket.on('error', fail)
    socket.on('close', fail)
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      onConnected()
      if (cursor === null) return
      const text = rest + chunk
      // What follows the last whole pair of lines is looked at again with the next chunk.
      let readTo = 0
      for (const match of text.matchAll(/id: \w+\.(\d+)\nevent: stream\./g)) {
        const offset = Number(match[1])
        if (offset !== last + 1) resolve(false)
        last = offset
        readTo = match.index + match[0].length
      }
      rest = text.slice(Math.max(readTo, text.length - 60))
      if (last === to) resolve(true)
    })
  })
  return { socket, connected, exact }
}
