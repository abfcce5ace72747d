/**
 * Monitors a server from a separate process, whose event loop no attack keeps busy: requests `/healthz` every 20 ms
 * over a separate connection, and reads the memory of the server process. It also measures an idle reference server, to
 * separate delays of the machine from those of the server. After its input ends, it continues until the slowest per cent
 * of requests is more than a single one, and prints one line of JSON.
 *
 *   node test/attack/watch.ts <url> <process id>
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** What was seen. */
export interface Watch {
  /** Answers of `/healthz`. */
  readonly answers: number
  /** Requests that failed, or were answered with another status than 200. */
  readonly failures: number
  /** Milliseconds. */
  readonly medianMs: number
  readonly p99Ms: number
  readonly maxMs: number
  /** What the slowest per cent of requests to the idle server took at the same time, in milliseconds. */
  readonly idleP99Ms: number
  /** The most resident memory of the process, in MB. */
  readonly maxRssMb: number
}

const everyMs = 20
/** With fewer requests, the slowest per cent is a single request, which every short pause of the machine delays. */
const minRequests = 200
/** A request that is not answered counts as having taken so long. */
const timeoutMs = 20_000

async function watch(url: string, processId: number): Promise<Watch> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const idleAgent = new Agent({ keepAlive: true, maxSockets: 1 })
  const took: number[] = []
  const idleTook: number[] = []
  const idle = await startIdle()
  let failures = 0
  let maxRssMb = 0
  let isOver = false
  process.stdin.resume().on('end', () => {
    isOver = true
  })
  // A process that has ended is not asked again.
  while (!isOver || (took.length < minRequests && residentMb(processId) > 0)) {
    const tookMs = await timeOf(`${url}/healthz`, agent)
    if (tookMs === null) failures++
    else took.push(tookMs)
    const idleTookMs = (await timeOf(idle.url, idleAgent)) ?? 0
    idleTook.push(idleTookMs)
    maxRssMb = Math.max(maxRssMb, residentMb(processId))
    await sleep(Math.max(1, everyMs - (tookMs ?? 0) - idleTookMs))
  }
  idle.stop()
  return {
    answers: took.length,
    failures,
    medianMs: rank(took, 0.5),
    p99Ms: rank(took, 0.99),
    maxMs: rank(took, 1),
    idleP99Ms: rank(idleTook, 0.99),
    maxRssMb: Math.round(maxRssMb),
  }
}

async function startIdle(): Promise<{ readonly url: string; stop(): void }> {
  const script = fileURLToPath(new URL('reference-server.ts', import.meta.url))
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  return { url: `http://127.0.0.1:${port.trim()}/`, stop: () => child.stdin.end() }
}

/** The value that this part of all values does not exceed, to a tenth. */
function rank(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round((sorted[Math.floor((sorted.length - 1) * part)] ?? 0) * 10) / 10
}

/** Milliseconds; null for a request that failed. */
async function timeOf(url: string, agent: Agent): Promise<number | null> {
  const startedAtMs = performance.now()
  return (await ask(url, agent)) ? performance.now() - startedAtMs : null
}

function ask(url: string, agent: Agent): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent, timeout: timeoutMs }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode === 200))
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(false))
  })
}

/** 0 when the process has ended. */
function residentMb(processId: number): number {
  try {
    const status = readFileSync(`/proc/${processId}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1_024
  } catch {
    return 0
  }
}

const [url = '', processId = ''] = process.argv.slice(2)
console.log(JSON.stringify(await watch(url, Number(processId))))
process.exit(0)
