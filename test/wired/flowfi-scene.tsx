/**
 * FlowFi's backend as a recording, and a page that listens to it: real bytes, the real client, store
 * and widgets, in a world whose clock is moved to the times that the recording names.
 */
import { act } from '@testing-library/react'
import { expect } from 'vitest'
import { flowfi } from '../../src/feeds/payments/flowfi.ts'
import {
  ConnectionBadge,
  createSession,
  FlowingBalance,
  GaugeProvider,
  StreamStatusBadge,
} from '../../src/index.ts'
import recording from '../fixtures/wire/flowfi-session.sse?raw'
import { mount } from '../react/mount.ts'
import { createFakeFeed, type FakeRequest, type FakeStream } from '../support/fake-feed.ts'
import { createFakeWorld } from '../support/fake-world.ts'

export const startSecond = 1_790_000_000
const me = 'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ'
const sender = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
const tokenAddress = 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75'
const kinds = ['withdrawable', 'streamed', 'remaining', 'withdrawn'] as const
/** Hours pass here, so figures step every ten seconds: each step is worked off one by one. */
const steps = { digits: 3, everyMs: 10_000 }
/** FlowFi's comment comes this often; the recording leaves most of them out. */
const heartbeatSeconds = 30

/**
 * The recording, frame by frame, each with the second after the start at which it was sent. Frames
 * that do not say when (comments, the goodbye) came with the one before.
 */
export const frames = readFrames()

function readFrames(): readonly { readonly bytes: string; readonly atSecond: number }[] {
  let atSecond = 0
  return recording
    .split('\n\n')
    .filter((text) => text !== '')
    .map((text) => {
      const timestamp = /"timestamp":(\d+)/.exec(text)?.[1]
      if (timestamp !== undefined) atSecond = Number(timestamp) - startSecond
      return { bytes: `${text}\n\n`, atSecond }
    })
}

/** What was sent in one second, to be sent again. */
export function framesAt(second: number): string {
  const found = frames.filter(({ atSecond }) => atSecond === second)
  if (found.length === 0) throw new Error(`The recording has nothing at second ${second}.`)
  return found.map(({ bytes }) => bytes).join('')
}

/** Starts the page, at the second in which stream 1042 is created. Nothing has been sent yet. */
export function createScene() {
  const feed = createFakeFeed()
  const world = createFakeWorld({ fetch: feed.fetch, startMs: startSecond * 1000 })
  let response: FakeStream | null = null
  /** What a read of all streams answers; null: it waits until the test answers it. */
  let state: readonly object[] | null = []
  let isUp = true
  const waitingReads: FakeRequest[] = []
  feed.onRequest = (request) => {
    if (!isUp) request.reject()
    else if (request.url.pathname === '/v1/events/subscribe') response = request.accept()
    else if (state) answer(request, state)
    else waitingReads.push(request)
  }

  const session = createSession({
    url: 'https://flowfi.test',
    account: me,
    feed: flowfi(),
    getToken: () => 'a-token',
    tokens: { [tokenAddress]: { symbol: 'USDC', decimals: 7 } },
    platform: world.platform,
  })
  const page = mount(
    <GaugeProvider session={session} locale="en-US">
      <ConnectionBadge id="connection" />
      {kinds.map((kind) => (
        <FlowingBalance key={kind} {...steps} id={kind} streamId="1042" kind={kind} />
      ))}
      <StreamStatusBadge id="status" streamId="1042" />
      <FlowingBalance {...steps} id="brief" streamId="1043" />
      <StreamStatusBadge id="brief-status" streamId="1043" />
      <StreamStatusBadge id="huge-status" streamId="9007199254740993" />
    </GaugeProvider>,
  )

  const secondsPassed = () => Math.floor(world.nowMs() / 1000) - startSecond
  const pass = (ms: number) => act(() => world.advance(ms))
  const textIn = (id: string, part: string) =>
    page.byId(id).querySelector(part)?.textContent ?? `no ${part}`

  /** Sends text as a network would: cut at arbitrary bytes. */
  async function send(text: string): Promise<void> {
    await act(async () => {
      for (let at = 0; at < text.length; at += 61) {
        response?.send(text.slice(at, at + 61))
        await world.settle()
      }
    })
    // Delivery waits for an animation frame.
    await pass(32)
  }

  /** Lets time pass up to that second after the start, with what FlowFi sends meanwhile. */
  async function moveTo(second: number): Promise<void> {
    while (secondsPassed() + heartbeatSeconds < second) {
      const next = (startSecond + secondsPassed() + heartbeatSeconds) * 1000
      await pass(next - world.nowMs())
      response?.send(': heartbeat\n\n')
    }
    // A frame later, so that what is due in that very second has been drawn.
    await pass(Math.max(0, (startSecond + second) * 1000 + 20 - world.nowMs()))
  }

  return {
    session,
    send,
    moveTo,
    pass,
    /** Plays the recording from one second to another, the frames of both included. */
    async play(fromSecond: number, toSecond: number): Promise<void> {
      for (const { bytes, atSecond } of frames) {
        if (atSecond < fromSecond || atSecond > toSecond) continue
        await moveTo(atSecond)
        await send(bytes)
      }
    },
    setState(next: readonly object[] | null) {
      state = next
    },
    /** The response ends, and the server cannot be reached until it is up again. */
    goDown() {
      isUp = false
      response?.end()
      response = null
    },
    comeUp() {
      isUp = true
    },
    setOnline: (isOnline: boolean) => act(async () => world.setOnline(isOnline)),
    /** Every figure of stream 1042, by kind. */
    balances: () => kinds.map((kind) => textIn(kind, '.sg-balance__value')),
    status: () => textIn('status', '.sg-status__label'),
    /** Stream 1043, which lasts an hour: figure and status. */
    brief: () => [
      textIn('brief', '.sg-balance__value'),
      textIn('brief-status', '.sg-status__label'),
    ],
    /** The stream whose id and deposit no JavaScript number holds. */
    hugeStatus: () => textIn('huge-status', '.sg-status__label'),
    connection: () => textIn('connection', '.sg-connection__label'),
    connectionFacts: () => session.connection?.getSnapshot(),
    /** How often the feed was asked for. */
    feedRequests: () =>
      feed.requests.filter(({ url }) => url.pathname === '/v1/events/subscribe').length,
    /** Answers the reads that wait. */
    answerReads(now: readonly object[]) {
      for (const request of waitingReads.splice(0)) answer(request, now)
    },
  }
}

function answer(request: FakeRequest, state: readonly object[]): void {
  const isRecipient = request.url.searchParams.has('recipient')
  const data = isRecipient ? state : []
  request.answer(200, JSON.stringify({ data, hasMore: false }), {
    'content-type': 'application/json',
  })
}

/** Stream 1042 as FlowFi's REST routes print it: flags, no status, figures as text. */
export const restStream = (fields: object) => ({
  streamId: 1042,
  sender,
  recipient: me,
  tokenAddress,
  ratePerSecond: '10000',
  depositedAmount: '1500000000',
  withdrawnAmount: '36000000',
  startTime: startSecond,
  lastUpdateTime: startSecond + 3600,
  endTime: null,
  isActive: true,
  isPaused: false,
  pausedAt: null,
  totalPausedDuration: 0,
  ...fields,
})

/** The browser says in its own time what is on screen; until then nothing ticks. */
export async function browserHasLooked({
  session,
  pass,
}: ReturnType<typeof createScene>): Promise<void> {
  await expect.poll(() => session.ticker.getLoad().scheduled).toBeGreaterThan(2)
  await pass(32)
}
