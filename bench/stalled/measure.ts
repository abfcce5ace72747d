/**
 * Readers that stop reading, among others that read, while a thousand events of two kilobytes are published every
 * second. Each of the others is in one of 1,000 rooms; a stalled one follows a hundred of them, 200 KB a second. Then
 * they read again, and have to receive what they missed or have it declared.
 *
 *   BENCH_SECONDS=20 BENCH_CONNECTIONS=500 BENCH_STALLED=50 npm run bench -- stalled
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { cpuSeconds, residentKb, serverOptions, startScript } from '../script.ts'
import { printBlocked, readBlockedTimes, watchedBy } from '../watched-server.ts'
import type { Latencies, Outcome } from './clients.ts'
import { rooms } from './events.ts'

const numberOf = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)
const seconds = numberOf('BENCH_SECONDS', 60)
const connections = numberOf('BENCH_CONNECTIONS', 2_000)
const stalled = numberOf('BENCH_STALLED', 200)
const perSecond = 1_000
const rows = 6
const longestMs = 60_000
const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))

export async function measureStalled(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-stalled-'))
  const watchFile = join(folder, 'loop-watch.json')
  const load = () => loadavg()[0]?.toFixed(1)
  console.log(
    `\nstalled: ${stalled} of ${connections} readers stall for ${seconds} s; load average ${load()}`,
  )
  const server = startScript(fileOf('serve.ts'), [], {
    execArgv: [...serverOptions, ...watchedBy],
    env: { LOOP_WATCH_FILE: watchFile },
  })
  const port = await server.next()
  // In processes of their own: those that read again keep theirs busy.
  const live = startClients(port, connections - stalled, 'live')
  const deaf = startClients(port, stalled, 'stalled')
  const publish = async (forSeconds: number): Promise<void> => {
    const done = server.next()
    server.send(`${perSecond} ${forSeconds}`)
    await done
  }
  const measure = async (second: number) => {
    const { count, medianMs, p99Ms, maxMs } = await live.ask<Latencies>('report')
    return {
      second,
      'RSS MB': round(residentKb(server.pid) / 1_024),
      'kernel MB': round(kernelMb()),
      deliveries: count,
      'median ms': round(medianMs),
      'p99 ms': round(p99Ms),
      'longest ms': round(maxMs),
    }
  }
  try {
    await Promise.all([live.ready, deaf.ready])
    const table = [await measure(0)]
    await readBlockedTimes(server, watchFile)
    const cpuBeforeS = cpuSeconds(server.pid)
    const published = publish(seconds)
    const startedAtMs = performance.now()
    for (let row = 1; row <= rows; row++) {
      const second = Math.round((seconds * row) / rows)
      await sleep(Math.max(0, startedAtMs + second * 1_000 - performance.now()))
      table.push(await measure(second))
    }
    await published
    const cpuS = cpuSeconds(server.pid) - cpuBeforeS
    console.table(table)
    console.log(
      `stalled: ${printBlocked(await readBlockedTimes(server, watchFile))}; ` +
        `the server took ${Math.round((cpuS / seconds) * 100)} % of a processor`,
    )
    await deaf.ask('resume')
    // One more event for every room, so that each reader has one to come to.
    await publish(Math.ceil(rooms / perSecond))
    const events = perSecond * seconds + rooms
    console.table({
      live: await untilCaughtUp(live, events),
      stalled: await untilCaughtUp(deaf, events),
    })
    console.table([await measure(seconds)])
    console.log(
      `stalled: while they read again, ${printBlocked(await readBlockedTimes(server, watchFile))}`,
    )
    console.log(`stalled: load average ${load()} after`)
  } finally {
    await live.stop()
    await deaf.stop()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function startClients(port: string, count: number, kind: 'live' | 'stalled') {
  const script = startScript(fileOf('clients.ts'), [port, String(count), kind])
  return {
    ready: script.next(),
    stop: script.stop,
    async ask<Answer>(line: string): Promise<Answer> {
      const answer = script.next()
      script.send(line)
      return JSON.parse(await answer) as Answer
    },
  }
}

async function untilCaughtUp(
  { ask }: ReturnType<typeof startClients>,
  events: number,
): Promise<Outcome> {
  const endsAtMs = performance.now() + longestMs
  for (;;) {
    const outcome = await ask<Outcome>(`outcome ${events}`)
    if (outcome.behind === 0 || performance.now() > endsAtMs) return outcome
    await sleep(200)
  }
}

/** What all TCP sockets of this machine hold, on loopback those of the readers as well. */
function kernelMb(): number {
  const pages = /^TCP: .* mem (\d+)$/m.exec(readFileSync('/proc/net/sockstat', 'utf8'))?.[1]
  return (Number(pages) * 4_096) / 2 ** 20
}

const round = (value: number) => Math.round(value * 10) / 10
