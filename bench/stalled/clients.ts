/**
 * A process with readers: those that read, each in a room, or those that stall after the greeting.
 *
 *   node bench/stalled/clients.ts <port> <readers> <live, or "stalled">
 *
 * Prints `ready` when all are connected and answers each line of its input with one of JSON:
 *
 *   report            latencies since the report before
 *   resume            those that have stalled read again
 *   outcome <offset>  whether all have everything up to there, or a declared gap
 */
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { nextOffset, nowMs, type RoomRange, rooms, roomsOfStalled, timeInText } from './events.ts'

export interface Latencies {
  readonly count: number
  readonly medianMs: number
  readonly p99Ms: number
  readonly maxMs: number
}

export interface Outcome {
  /** Received every event, once and in order. */
  readonly exact: number
  /** Received every event but those that a gap has declared. */
  readonly declared: number
  /** Missed something without a declaration, or received something twice or in another order. */
  readonly wrong: number
  /** Have not come as far yet. */
  readonly behind: number
  readonly events: number
  readonly declaredEvents: number
  /** Connections that the server closed; their readers connected again. */
  readonly closed: number
}

interface Reader {
  readonly range: RoomRange
  socket: Socket
  /** Everything up to here was received or declared. */
  covered: number
  cursor: string | null
  events: number
  gaps: number
  declaredEvents: number
  wrong: number
  closed: number
}

const [port, count, kind] = process.argv.slice(2)
const all = Number(count)
const isStalled = kind === 'stalled'
/** Before the first event. The same for all of them. */
let base = 0
let ready = 0
let took: number[] = []

function open(reader: Reader, index: number): void {
  const { first, count } = reader.range
  const query = Array.from({ length: count }, (_, step) => `rooms=${(first + step) % rooms}`)
  const socket = connect({
    port: Number(port),
    host: '127.0.0.1',
    localAddress: `127.0.0.${2 + (index % 4)}`,
  })
  reader.socket = socket
  const resume = reader.cursor === null ? '' : `Last-Event-ID: ${reader.cursor}\r\n`
  socket.write(`GET /events?${query.join('&')} HTTP/1.1\r\nHost: 127.0.0.1\r\n${resume}\r\n`)
  let rest = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) read(reader, block)
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    reader.closed++
    open(reader, index)
  })
}

function read(reader: Reader, block: string): void {
  const [, cursor = '', position] = /^id: (\w+\.(\d+))$/m.exec(block) ?? []
  const kind = /^event: (\w+)$/m.exec(block)?.[1]
  if (position === undefined || kind === undefined) return
  const offset = Number(position)
  const isFirst = reader.cursor === null
  reader.cursor = cursor
  if (isFirst) {
    base = offset
    reader.covered = offset
    ready++
    if (isStalled) reader.socket.pause()
    if (ready === all) console.log('ready')
    return
  }
  const next = () => nextOffset(reader.covered, base, reader.range)
  if (kind === 'posted') {
    if (next() !== offset) reader.wrong++
    reader.events++
    const sentAtMs = Number(timeInText.exec(block)?.[1])
    // It is global, so it would go on behind this match.
    timeInText.lastIndex = 0
    took.push(nowMs() - sentAtMs)
  } else if (kind === 'gap') {
    reader.gaps++
    for (; next() <= offset; reader.covered = next()) reader.declaredEvents++
  } else if (kind === 'reset' || next() <= offset) reader.wrong++
  reader.covered = Math.max(reader.covered, offset)
}

const readers = Array.from({ length: all }, (_, index): Reader => {
  const first = isStalled ? (index * roomsOfStalled) % rooms : index % rooms
  return {
    range: { first, count: isStalled ? roomsOfStalled : 1 },
    socket: null as unknown as Socket,
    covered: 0,
    cursor: null,
    ...{ events: 0, gaps: 0, declaredEvents: 0, wrong: 0, closed: 0 },
  }
})

function latencies(): Latencies {
  took.sort((one, other) => one - other)
  const rank = (part: number) => took[Math.floor((took.length - 1) * part)] ?? Number.NaN
  const result = { count: took.length, medianMs: rank(0.5), p99Ms: rank(0.99), maxMs: rank(1) }
  took = []
  return result
}

function outcomeAt(top: number): Outcome {
  const sum = (count: (reader: Reader) => number) =>
    readers.reduce((total, reader) => total + count(reader), 0)
  const isBehind = ({ covered, range }: Reader) => nextOffset(covered, base, range) <= top
  return {
    exact: sum((each) => Number(each.wrong === 0 && !isBehind(each) && each.gaps === 0)),
    declared: sum((each) => Number(each.wrong === 0 && !isBehind(each) && each.gaps > 0)),
    wrong: sum((each) => Number(each.wrong > 0)),
    behind: sum((each) => Number(each.wrong === 0 && isBehind(each))),
    events: sum(({ events }) => events),
    declaredEvents: sum(({ declaredEvents }) => declaredEvents),
    closed: sum(({ closed }) => closed),
  }
}

for (const [index, reader] of readers.entries()) {
  if (index >= 100) while (ready < index - 100) await new Promise((next) => setImmediate(next))
  open(reader, index)
}
for await (const line of createInterface({ input: process.stdin })) {
  const [task, events] = line.split(' ')
  if (task === 'report') console.log(JSON.stringify(latencies()))
  else if (task === 'outcome') console.log(JSON.stringify(outcomeAt(base + Number(events))))
  else {
    for (const { socket } of readers) socket.resume()
    console.log('{}')
  }
}
process.exit(0)
