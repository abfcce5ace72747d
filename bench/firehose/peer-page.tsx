/**
 * The peers: an SSE client and `setState` for every event, as examples show it, with ten plain
 * components. Kinder to them than most code is: one state update an event, one formatter for all,
 * plain numbers instead of whole-number arithmetic, and no balance that moves between two events.
 */
import { fetchEventSource } from '@microsoft/fetch-event-source'
import { memo, useEffect, useState } from 'react'
import { createStreams } from './streams.ts'
import { witness } from './witness.ts'

interface PeerEvent {
  readonly type: string
  readonly id: string
  readonly streamId: string
  readonly amount: string
  readonly newDepositedAmount?: string
  readonly timestamp: number
}

interface PeerStream {
  readonly streamId: string
  readonly ratePerSecond: number
  readonly deposited: number
  readonly withdrawn: number
  readonly lastUpdateTime: number
}

interface PeerState {
  readonly streams: Readonly<Record<string, PeerStream>>
  readonly events: readonly PeerEvent[]
  readonly count: number
}

/** Calls `listener` for each event. @returns how to stop. */
export type Subscribe = (listener: (event: PeerEvent) => void) => () => void

const url = '/events/subscribe?all=true'

export const overEventSource: Subscribe = (listener) => {
  const source = new EventSource(url)
  for (const type of ['stream.topped_up', 'stream.withdrawn']) {
    source.addEventListener(type, ({ data, lastEventId }: MessageEvent<string>) =>
      listener({ ...JSON.parse(data), type, id: lastEventId }),
    )
  }
  return () => source.close()
}

export const overFetchEventSource: Subscribe = (listener) => {
  const ending = new AbortController()
  void fetchEventSource(url, {
    signal: ending.signal,
    onmessage({ event: type, data, id }) {
      if (type.startsWith('stream.')) listener({ ...JSON.parse(data), type, id })
    },
  })
  return () => ending.abort()
}

const initial: PeerState = {
  streams: Object.fromEntries(
    createStreams(Math.floor(Date.now() / 1000)).map((stream) => [
      stream.streamId,
      {
        streamId: stream.streamId,
        ratePerSecond: Number(stream.ratePerSecond),
        deposited: Number(stream.depositedAmount),
        withdrawn: 0,
        lastUpdateTime: stream.lastUpdateTime,
      },
    ]),
  ),
  events: [],
  count: 0,
}

function apply(state: PeerState, event: PeerEvent): PeerState {
  const { streams, events, count } = state
  const stream = streams[event.streamId]
  if (!stream) return state
  const next = event.newDepositedAmount
    ? { ...stream, deposited: Number(event.newDepositedAmount) }
    : {
        ...stream,
        withdrawn: stream.withdrawn + Number(event.amount),
        lastUpdateTime: event.timestamp,
      }
  return {
    streams: { ...streams, [event.streamId]: next },
    events: [event, ...events].slice(0, 200),
    count: count + 1,
  }
}

export function PeerPage({ subscribe }: { subscribe: Subscribe }) {
  const [state, setState] = useState(initial)
  useEffect(() => subscribe((event) => setState((before) => apply(before, event))), [subscribe])
  useEffect(() => {
    witness.applied(state.count)
    witness.balances = () =>
      Object.fromEntries(
        Object.values(state.streams).map(({ streamId, deposited, withdrawn }) => [
          streamId,
          `${deposited} ${withdrawn}`,
        ]),
      )
  }, [state])
  const { streams, events } = state
  return (
    <>
      <div className="balances">
        {['1', '2', '3', '4', '5'].map((id) => (
          <Balance key={id} stream={streams[id]} />
        ))}
      </div>
      <ul className="feed">
        {events.slice(0, 50).map((event) => (
          <Row key={event.id} event={event} />
        ))}
      </ul>
      <div className="cards">
        {['6', '7', '8', '9'].map((id) => (
          <Card key={id} stream={streams[id]} />
        ))}
      </div>
    </>
  )
}

const amounts = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 7,
  maximumFractionDigits: 7,
})
const times = new Intl.DateTimeFormat('en-US', { timeStyle: 'medium' })

function claimable(stream: PeerStream): number {
  const elapsed = Date.now() / 1000 - stream.lastUpdateTime
  return Math.min(elapsed * stream.ratePerSecond, stream.deposited - stream.withdrawn) / 1e7
}

const Balance = memo(({ stream }: { stream: PeerStream | undefined }) => (
  <strong>{stream && amounts.format(claimable(stream))} USDC</strong>
))
Balance.displayName = 'Balance'

const Card = memo(({ stream }: { stream: PeerStream | undefined }) => {
  if (!stream) return null
  return (
    <article className="peer-card">
      <header>
        Stream {stream.streamId} <span>Active</span>
      </header>
      <p>{amounts.format(claimable(stream))} USDC</p>
      <progress max={stream.deposited / 1e7} value={claimable(stream)} />
      <footer>{amounts.format(stream.withdrawn / 1e7)} withdrawn</footer>
    </article>
  )
})
Card.displayName = 'Card'

const Row = memo(({ event }: { event: PeerEvent }) => (
  <li>
    <span>{event.type === 'stream.topped_up' ? 'Topped up' : 'Withdrawn'}</span>{' '}
    <span>stream {event.streamId}</span>{' '}
    <strong>{amounts.format(Number(event.amount) / 1e7)} USDC</strong>{' '}
    <time>{times.format(event.timestamp * 1000)}</time>
  </li>
))
Row.displayName = 'Row'
