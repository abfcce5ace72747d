/** The history of one stream of the stories, and a server that answers pages of it. */
import type { StreamTimelineProps } from '../src/index.ts'
import * as sample from './sample-streams.ts'
import type { StoreFrame } from './still-session.tsx'
import { storyNow } from './still-world.ts'

/** An event of the payments feed. */
export type PaymentEvent = NonNullable<StreamTimelineProps['events']>[number]

const day = 86_400
const { streamId } = sample.streaming
const hashes = [
  '3389e9f0f1a65f19736cacf544c2e825313e8447f569233bb8db39aa607c8889',
  'b1f0c4a27d9e6c3a58e4f2079bd1635ce8a07f4492d3b6e15c0af87d2e9613b4',
]

/** What happened to the stream of the stories, oldest first. */
export const history: readonly PaymentEvent[] = [
  {
    type: 'stream.created',
    streamId,
    sender: sample.employer,
    recipient: sample.me,
    tokenAddress: sample.streaming.tokenAddress,
    ratePerSecond: sample.streaming.ratePerSecond,
    depositedAmount: 37_500_000_000n,
    startTime: storyNow - 12 * day,
    timestamp: storyNow - 12 * day,
    transactionHash: hashes[0] ?? '',
  },
  {
    type: 'stream.paused',
    streamId,
    sender: sample.employer,
    pausedAt: storyNow - 9 * day,
    timestamp: storyNow - 9 * day,
  },
  {
    type: 'stream.resumed',
    streamId,
    sender: sample.employer,
    newEndTime: storyNow + 20 * day,
    timestamp: storyNow - 8 * day - 4_600,
  },
  {
    type: 'stream.withdrawn',
    streamId,
    recipient: sample.me,
    amount: 12_003_456_700n,
    timestamp: storyNow - 4.5 * day,
    transactionHash: hashes[1] ?? '',
  },
  {
    type: 'stream.topped_up',
    streamId,
    amount: 12_500_000_000n,
    newDepositedAmount: 50_000_000_000n,
    timestamp: storyNow - 4_127,
    transactionHash: hashes[0] ?? '',
  },
]

/** Where a page may look up a transaction. */
export const transactionUrl = (hash: string) => `https://explorer.example/tx/${hash}`

const toJson = (body: unknown) =>
  JSON.stringify(body, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))

type Request = (path: string) => Promise<Response>

/** What a {@link historyServer} answers. */
export interface HistoryServerOptions {
  /** Oldest first. Default: {@link history}. */
  readonly events?: readonly PaymentEvent[]
  /** Offset of the first of them. Default 1. */
  readonly first?: number
  readonly epoch?: string
  /** How many events the newest page has. Default: all. */
  readonly newest?: number
  /** What happens to requests for other pages. Default: they are answered. */
  readonly earlier?: 'answered' | 'pending' | 'failed'
}

/** Answers pages of a history, whose events have adjacent offsets. */
export function historyServer(options: HistoryServerOptions = {}): Request {
  const { events = history, first = 1, epoch = 'k3f9a', earlier = 'answered' } = options
  const { newest = events.length } = options
  const end = first + events.length
  return async (path) => {
    const cursor = new URL(path, 'http://stories').searchParams.get('cursor')
    if (cursor && earlier === 'pending') return new Promise(() => {})
    if (cursor && earlier === 'failed') return new Response('', { status: 503 })
    const before = cursor ? Number(cursor.split('.')[1]) : end
    const from = cursor ? first : Math.max(first, before - newest)
    const body = {
      events: events
        .map((event, index) => ({ event, offset: first + index }))
        .filter(({ offset }) => offset >= from && offset < before)
        .reverse()
        .map(({ event: { type, ...data }, offset }) => {
          return { id: `${epoch}.${offset}`, type, time: (data.timestamp ?? 0) * 1000, data }
        }),
      position: `${epoch}.${end - 1}`,
      nextCursor: from > first ? `${epoch}.${from}` : null,
    }
    return new Response(toJson(body))
  }
}

/** The history as the feed delivers it. */
export const delivered: readonly StoreFrame[] = history.map((event, index) => ({
  kind: 'event',
  position: { epoch: 'k3f9a', offset: index + 1 },
  event,
}))
