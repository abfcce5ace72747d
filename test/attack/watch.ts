/**
 * Watches a server from a process of its own, whose event loop no attack keeps busy: asks `/healthz` every 20 ms
 * over a connection of its own, and reads the memory of the process. Prints one line of JSON when its input ends.
 *
 *   node test/attack/watch.ts <url> <process id>
 */
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

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
  /** The most resident memory of the process, in MB. */
  readonly maxRssMb: number
}

const everyMs = 20
/** A request that is not answered counts as having taken so long. */
const timeoutMs = 20_000

async function watch(url: string, processId: number): Promise<Watch> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const took: number[] = []
  let failures = 0
  let maxRssMb = 0
  let isOver = false
  process.stdin.resume().on('end', () => {
    isOver = true
  })
  while (!isOver) {
    const startedAtMs = performance.now()
    const isFine = await ask(`${url}/healthz`, agent)
    const tookMs = performance.now() - startedAtMs
    if (!isFine) failures++
    else took.push(tookMs)
    maxRssMb = Math.max(maxRssMb, residentMb(processId))
    await sleep(Math.max(1, everyMs - tookMs))
  }
  took.sort((a, b) => a - b)
  const rank = (part: number) =>
    Math.round((took[Math.floor((took.length - 1) * part)] ?? 0) * 10) / 10
  return {
    answers: took.length,
    failures,
    medianMs: rank(0.5),
    p99Ms: rank(0.99),
    maxMs: rank(1),
    maxRssMb: Math.round(maxRssMb),
  }
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
