/**
 * A server that sends events as fast as requested: the real frames of the payments feed, printed once
 * and before the clock runs, so that every reader gets the same bytes at the same pace. Serves the page
 * as well. One reader at a time; no log, no replay.
 */

import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { documentedPayments } from '../../src/feeds/payments/documentation.ts'
import type { PaymentEvent, StreamState } from '../../src/feeds/payments/index.ts'
import { encodeFrame, printFrame, type SentFrame } from '../../src/protocol/index.ts'
import { createStreams, recipient } from './streams.ts'

export interface Firehose {
  readonly url: string
  readonly eventBytes: number
  /** Resolves when a page has subscribed. */
  subscribed(): Promise<void>
  /** Sends events at a rate. @returns how many so far, and when which of them left. */
  send(perSecond: number, seconds: number): Promise<Sent>
  /** Deposited and withdrawn by stream, after what was sent. */
  balances(): Readonly<Record<string, string>>
  /** Ends the subscription; the next one begins with the first event. */
  rewind(): void
  close(): Promise<void>
}

export interface Sent {
  readonly count: number
  /** After each chunk: how many events had left by then, and when in Unix ms. */
  readonly departures: readonly (readonly [count: number, atMs: number])[]
}

/** How often a chunk leaves. */
const chunkEveryMs = 8
const epoch = 'bench'
const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

const print = (frame: SentFrame<PaymentEvent, StreamState>) =>
  printFrame(encodeFrame(frame, documentedPayments))

export async function openFirehose(pageFolder: string, capacity: number): Promise<Firehose> {
  const nowSeconds = Math.floor(Date.now() / 1000)
  const streams = createStreams(nowSeconds)
  const { texts, balances } = printEvents(streams, capacity, nowSeconds)
  let reader: ServerResponse | null = null
  let arrived = createArrival()
  let sent = 0

  function greet(response: ServerResponse, hasSnapshot: boolean): void {
    const position = { epoch, offset: 0 }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write(
      print({
        kind: 'connected',
        clientId: 'firehose',
        position,
        recovered: false,
        replayed: 0,
        pingMs: 60_000,
        time: Date.now(),
      }),
    )
    if (!hasSnapshot) return
    response.write(
      print({
        kind: 'snapshot',
        position,
        readAt: position,
        part: 1,
        parts: 1,
        items: streams,
        skipped: 0,
      }),
    )
  }

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/events/subscribe') {
      response.socket?.setNoDelay(true)
      greet(response, searchParams.has('snapshot'))
      reader = response
      arrived.resolve()
      return
    }
    const file = pathname === '/' ? '/index.html' : pathname
    readFile(join(pageFolder, file)).then(
      (bytes) =>
        response.writeHead(200, { 'content-type': mediaTypes[extname(file)] ?? '' }).end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    eventBytes: Math.round(texts.reduce((sum, text) => sum + text.length, 0) / texts.length),
    subscribed: () => arrived.promise,
    async send(perSecond, seconds) {
      const departures: [number, number][] = []
      const startedAtMs = performance.now()
      const first = sent
      const total = perSecond * seconds
      while (sent - first < total) {
        await sleep(chunkEveryMs)
        const dueMs = Math.min(performance.now() - startedAtMs, seconds * 1000)
        const due = first + Math.floor((dueMs / 1000) * perSecond)
        if (due === sent) continue
        reader?.write(texts.slice(sent, due).join(''))
        sent = due
        departures.push([sent, Date.now()])
      }
      return { count: sent, departures }
    },
    balances: () => balances(sent),
    rewind() {
      reader?.destroy()
      reader = null
      sent = 0
      arrived = createArrival()
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Top-ups and withdrawals in turn, cycling through the streams. */
function printEvents(
  streams: ReturnType<typeof createStreams>,
  count: number,
  nowSeconds: number,
): { texts: string[]; balances: (sent: number) => Readonly<Record<string, string>> } {
  const added = 10n
  const depositAfter = (index: number) => {
    const topUps = BigInt(Math.floor(index / (2 * streams.length)) + 1)
    return (streams[0]?.depositedAmount ?? 0n) + topUps * added
  }
  // One round tops all streams up, the next one withdraws from all of them.
  const isTopUp = (index: number) => Math.floor(index / streams.length) % 2 === 0
  const texts = Array.from({ length: count }, (_, index) => {
    const base = {
      streamId: String((index % streams.length) + 1),
      transactionHash: index.toString(16).padStart(64, 'a'),
      ledger: 52_000_000 + Math.floor(index / 100),
      timestamp: nowSeconds,
    }
    const event: PaymentEvent = isTopUp(index)
      ? {
          ...base,
          type: 'stream.topped_up',
          amount: added,
          newDepositedAmount: depositAfter(index),
        }
      : { ...base, type: 'stream.withdrawn', recipient, amount: 1n }
    return print({ kind: 'event', event, position: { epoch, offset: index + 1 } })
  })
  return {
    texts,
    balances(sent) {
      const result = streams.map((stream, slot): [string, string] => {
        let lastTopUp = -1
        let withdrawn = 0
        for (let index = slot; index < sent; index += streams.length) {
          if (isTopUp(index)) lastTopUp = index
          else withdrawn += 1
        }
        const deposited = lastTopUp < 0 ? stream.depositedAmount : depositAfter(lastTopUp)
        return [stream.streamId, `${deposited} ${withdrawn}`]
      })
      return Object.fromEntries(result)
    },
  }
}

function createArrival(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
