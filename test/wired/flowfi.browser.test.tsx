/**
 * Recorded bytes of FlowFi's backend (no ids, heartbeat comments, a goodbye without a word) on one
 * side, the widgets in a real page on the other, and everything between them real. The clock of the
 * page is moved to the moments that the recording names; the balances are computed here by hand.
 *
 * Stream 1042 pays 10,000 units a second of a token with 7 decimals: a thousandth of a token. So the
 * third digit counts its seconds. Figures are cut, not rounded: what is left of 100.000 reads 99.998
 * as soon as one second and any part of the next have passed.
 */
import { act } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { flowfi } from '../../src/connection/index.ts'
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

const startSecond = 1_790_000_000
const me = 'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ'
const sender = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
const tokenAddress = 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75'
const kinds = ['withdrawable', 'streamed', 'remaining', 'withdrawn'] as const
/** Hours pass here, so figures step every ten seconds: each step is worked off one by one. */
const style = { fractionDigits: 3, everyMs: 10_000 }
/** FlowFi's comment comes this often; the recording leaves most of them out. */
const heartbeatSeconds = 30

/**
 * The recording, frame by frame, each with the second after the start at which it was sent. Frames
 * that do not say when (comments, the goodbye) came with the one before.
 */
const frames = readFrames()

function readFrames(): readonly { readonly bytes: string; readonly atSecond: number }[] {
  let atSecond = 0
  return recording
    .split('\n\n')
    .filter((text) => text !== '')
    .map((text) => {
      const told = /"timestamp":(\d+)/.exec(text)?.[1]
      if (told !== undefined) atSecond = Number(told) - startSecond
      return { bytes: `${text}\n\n`, atSecond }
    })
}

/** What was sent in one second, to be sent again. */
function framesAt(second: number): string {
  const found = frames.filter(({ atSecond }) => atSecond === second)
  if (found.length === 0) throw new Error(`The recording has nothing at second ${second}.`)
  return found.map(({ bytes }) => bytes).join('')
}

function createScene() {
  const feed = createFakeFeed()
  const world = createFakeWorld({ fetch: feed.fetch, startMs: startSecond * 1000 })
  let stream: FakeStream | null = null
  /** What a read of all streams answers; null: it waits until the test answers it. */
  let state: readonly object[] | null = []
  let isUp = true
  const waitingReads: FakeRequest[] = []
  feed.onRequest = (request) => {
    if (!isUp) request.reject()
    else if (request.url.pathname === '/v1/events/subscribe') stream = request.accept()
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
        <FlowingBalance key={kind} {...style} id={kind} streamId="1042" kind={kind} />
      ))}
      <StreamStatusBadge id="status" streamId="1042" />
      <FlowingBalance {...style} id="second" streamId="1043" />
      <StreamStatusBadge id="second-status" streamId="1043" />
      <StreamStatusBadge id="third-status" streamId="9007199254740993" />
    </GaugeProvider>,
  )

  const secondsPassed = () => Math.floor(world.nowMs() / 1000) - startSecond
  const pass = (ms: number) => act(() => world.advance(ms))
  const textIn = (id: string, part: string) =>
    page.byId(id).querySelector(part)?.textContent ?? `no ${part}`

  /** Sends text as a network would: cut where nobody meant it to be cut. */
  async function send(text: string): Promise<void> {
    await act(async () => {
      for (let at = 0; at < text.length; at += 61) {
        stream?.send(text.slice(at, at + 61))
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
      stream?.send(': heartbeat\n\n')
    }
    // A frame later, so that what is due in that very second has been drawn.
    await pass(Math.max(0, (startSecond + second) * 1000 + 20 - world.nowMs()))
  }

  return {
    session,
    send,
    moveTo,
    pass,
    /** Plays the recording from one moment to another, the frames of both included. */
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
      stream?.end()
      stream = null
    },
    comeUp() {
      isUp = true
    },
    setOnline: (isOnline: boolean) => act(async () => world.setOnline(isOnline)),
    /** Every figure of stream 1042, by kind. */
    balances: () => kinds.map((kind) => textIn(kind, '.sg-balance__value')),
    status: () => textIn('status', '.sg-status__label'),
    second: () => [
      textIn('second', '.sg-balance__value'),
      textIn('second-status', '.sg-status__label'),
    ],
    third: () => textIn('third-status', '.sg-status__label'),
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
const restStream = (fields: object) => ({
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
async function browserHasLooked({ session, pass }: ReturnType<typeof createScene>): Promise<void> {
  await expect.poll(() => session.ticker.getLoad().scheduled).toBeGreaterThan(2)
  await pass(32)
}

describe('recorded wire frames of FlowFi’s backend', () => {
  it('drive the widgets to the right balances', { timeout: 60_000 }, async () => {
    const scene = createScene()
    const { play, moveTo, balances, status, second, connection } = scene
    await scene.pass(50)
    await play(0, 0)
    expect(connection()).toBe('Live')
    await browserHasLooked(scene)

    await moveTo(10)
    expect(balances()).toEqual(['0.010', '0.010', '99.989', '0.000'])
    expect(status()).toBe('Streaming')

    await play(1000, 1000)
    await moveTo(3590)
    expect(balances()).toEqual(['3.590', '3.590', '96.409', '0.000'])
    // 2,590 s at 25,000 units a second, of 90,000,000.
    expect(second()).toEqual(['6.475', 'Ends soon'])

    await play(3600, 3600)
    expect(balances()).toEqual(['0.000', '3.600', '96.399', '3.600'])

    await moveTo(4590)
    expect(second()).toEqual(['8.975', 'Ends soon'])
    await play(4600, 4600)
    expect(second()).toEqual(['0.000', 'Completed'])
    expect(balances()).toEqual(['1.000', '4.600', '95.399', '3.600'])

    await play(5400, 5400)
    expect(balances()).toEqual(['1.800', '5.400', '144.599', '3.600'])

    await play(7200, 7200)
    expect(status()).toBe('Paused')
    const atPause = ['3.600', '7.200', '142.800', '3.600']
    expect(balances()).toEqual(atPause)
    await moveTo(10_790)
    expect(balances()).toEqual(atPause)

    await play(10_800, 10_800)
    expect(status()).toBe('Streaming')
    expect(balances()).toEqual(['3.600', '7.200', '142.799', '3.600'])
    await moveTo(10_860)
    expect(balances()).toEqual(['3.660', '7.260', '142.739', '3.600'])

    // A stream whose id and deposit no JavaScript number holds, and an event that nobody knows.
    expect(scene.third()).toBe('Not found')
    await play(12_000, 13_000)
    expect(scene.third()).toBe('Streaming')
    expect(balances()).toEqual(['5.800', '9.400', '140.599', '3.600'])

    await play(14_400, 14_400)
    expect(balances()).toEqual(['0.000', '10.800', '139.199', '10.800'])
    await moveTo(17_990)
    expect(balances()).toEqual(['3.590', '14.390', '135.609', '10.800'])
    expect(scene.connectionFacts()).toMatchObject({
      unknownEvents: 1,
      invalidEvents: 0,
      reconnects: 0,
    })

    // The recording ends with a cancellation and `event: reconnect`.
    scene.setState([
      restStream({
        withdrawnAmount: '144000000',
        lastUpdateTime: startSecond + 18_000,
        isActive: false,
      }),
    ])
    await play(18_000, 18_000)
    expect(status()).toBe('Cancelled')
    const final = ['0.000', '14.400', '135.600', '14.400']
    expect(balances()).toEqual(final)
    expect(scene.connectionFacts()).toMatchObject({ status: 'waiting', cause: 'goodbye' })
    await moveTo(18_100)
    expect(connection()).toBe('Live')
    expect(scene.connectionFacts()).toMatchObject({ reconnects: 1 })
    expect(status()).toBe('Cancelled')
    expect(balances()).toEqual(final)
  })

  it('drive them there too when hours of it were missed', { timeout: 60_000 }, async () => {
    const scene = createScene()
    const { play, moveTo, balances, status, connection } = scene
    await scene.pass(50)
    await play(0, 5400)
    await browserHasLooked(scene)
    await moveTo(6000)
    expect(balances()).toEqual(['2.400', '6.000', '143.999', '3.600'])

    // Figures run on by what was known, and say that nobody confirms them.
    scene.goDown()
    await moveTo(6100)
    expect(connection()).toBe('Reconnecting')
    expect(balances()).toEqual(['2.500', '6.100', '143.899', '3.600'])

    // Missed: the pause, the resume, and a withdrawal that is only just in the books.
    await scene.setOnline(false)
    await moveTo(14_390)
    expect(connection()).toBe('Offline')
    const connections = scene.feedRequests()
    scene.setState(null)
    scene.comeUp()
    await scene.setOnline(true)
    await moveTo(14_440)
    expect(scene.feedRequests()).toBeGreaterThan(connections)
    await scene.send(frames[0]?.bytes ?? '')
    expect(connection()).toBe('Catching up')

    // What the state will contain already arrives before the state does …
    await scene.send(framesAt(3600) + framesAt(5400) + framesAt(14_400))
    expect(connection()).toBe('Catching up')
    scene.answerReads([
      restStream({ withdrawnAmount: '108000000', lastUpdateTime: startSecond + 14_400 }),
    ])
    await scene.pass(50)
    expect(connection()).toBe('Live')
    expect(status()).toBe('Streaming')
    expect(balances()).toEqual(['0.040', '10.840', '139.159', '10.800'])

    // … and once more after it.
    await scene.send(framesAt(3600) + framesAt(5400) + framesAt(10_800) + framesAt(14_400))
    expect(balances()).toEqual(['0.040', '10.840', '139.159', '10.800'])

    await play(18_000, 18_000)
    expect(status()).toBe('Cancelled')
    expect(balances()).toEqual(['0.000', '14.400', '135.600', '14.400'])
    expect(scene.connectionFacts()).toMatchObject({ invalidEvents: 0, gaps: 1 })
  })
})
