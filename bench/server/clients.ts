/**
 * A process with all the clients of one server: bare sockets that read events and do nothing else.
 *
 *   node bench/server/clients.ts <ports> <connections> <path> <room, or "each">
 *
 * Of several ports, separated by commas, each has as many connections, of each room too.
 *
 * Prints `ready` when all are connected, `all` whenever each has been delivered one more event on average, and
 * for every line of input what it has measured since the one before.
 */
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { nowMs, rooms, timeInText } from './events.ts'

/** What was measured. */
export interface Deliveries {
  readonly count: number
  /** From publishing to reading, in milliseconds. */
  readonly medianMs: number
  readonly p99Ms: number
}

const [ports, connections, path = '', room = ''] = process.argv.slice(2)
const portList = ports?.split(',').map(Number) ?? []
const all = Number(connections)
const atOnce = 100
const token = process.env['BENCH_TOKEN']
let started = 0
let ready = 0
let count = 0
let took: number[] = []

function open(): void {
  if (started >= all) return
  const index = started++
  const name = room === 'each' ? String(index % rooms) : room
  const socket = connect({
    port: portList[Math.floor(index / (room === 'each' ? rooms : 1)) % portList.length] as number,
    host: '127.0.0.1',
    // Ports of one address would be few for some systems.
    localAddress: `127.0.0.${2 + (index % 4)}`,
  })
  const lines = [
    `GET ${path}${name} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Accept: text/event-stream',
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  let isReady = false
  let rest = ''
  socket.on('data', (chunk: Buffer) => {
    const text = rest + chunk.toString('latin1')
    if (!isReady) {
      // nchan greets with nothing but its head.
      if (!/connected|X-Nchan|\r\n\r\n:/i.test(text)) {
        rest = text
        return
      }
      isReady = true
      ready++
      if (ready === all) console.log('ready')
      open()
    }
    const readAtMs = nowMs()
    let end = 0
    for (const found of text.matchAll(timeInText)) {
      end = found.index + found[0].length
      took.push(readAtMs - Number(found[1]))
      count++
      if (count % all === 0) console.log('all')
    }
    rest = text.slice(Math.max(end, text.length - 30))
  })
  socket.on('error', (error) => {
    console.error(`A client failed: ${error.message}.`)
    process.exit(1)
  })
}

for (let index = 0; index < atOnce; index++) open()
for await (const _ of createInterface({ input: process.stdin })) {
  took.sort((a, b) => a - b)
  const rank = (part: number) => took[Math.floor((took.length - 1) * part)] ?? Number.NaN
  const report: Deliveries = { count, medianMs: rank(0.5), p99Ms: rank(0.99) }
  console.log(JSON.stringify(report))
  count = 0
  took = []
}
process.exit(0)
