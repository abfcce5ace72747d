/**
 * A process with readers of one company: each is a connection to its feed. The value of an event is the time at which its
 * message was published.
 *
 *   node bench/nats/clients.ts <port> <readers>
 *
 * Prints `ready` when all are connected, and answers each line of its input:
 *
 *   count    how many events have arrived since the start
 *   report   their latencies since the report before
 */
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { company, nowMs } from './times.ts'

/** What the readers received since the report before. */
export interface Latencies {
  readonly count: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

const [port, count] = process.argv.slice(2)
const marker = '"value":'
let ready = 0
let took: number[] = []
let reported = 0

for (let index = 0; index < Number(count); index++) {
  const socket = connect({ port: Number(port), host: '127.0.0.1' })
  socket.write(
    `GET /stream/updates?companyId=${company} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n`,
  )
  let rest = ''
  let isConnected = false
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    const atMs = nowMs()
    const text = rest + chunk
    if (!isConnected && text.includes('event: connected')) {
      isConnected = true
      ready++
      if (ready === Number(count)) console.log('ready')
    }
    const end = text.lastIndexOf('\n')
    for (let from = text.indexOf(marker); from !== -1 && from < end; ) {
      took.push(atMs - Number.parseFloat(text.slice(from + marker.length, from + 30)))
      from = text.indexOf(marker, from + marker.length)
    }
    rest = text.slice(end + 1)
  })
}

createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'count') {
    console.log(reported + took.length)
    return
  }
  reported += took.length
  const sorted = Float64Array.from(took).sort()
  took = []
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  const report: Latencies = {
    count: sorted.length,
    ...{ p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs: sorted.at(-1) ?? Number.NaN },
  }
  console.log(JSON.stringify(report))
})
