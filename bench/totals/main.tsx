/** One account of many streams, two implementations: `?page=streamgauge` and `?page=peer`, `&count=10000&events=200`. */
import { createRoot } from 'react-dom/client'
import { AccountBalance, createSession, GaugeProvider, type Session } from '../../src/index.ts'
import '../../src/styles.css'
import { createStreams, tokenAddress } from '../cards/streams.ts'
import { PeerTotal } from './peer-total.tsx'

declare global {
  interface Window {
    /** How often React has rendered the total, and how many events there were. */
    benchCounts: { renders: number; events: number }
  }
}

const query = new URLSearchParams(location.search)
const account = 'GRECIPIENT'
const eventsPerSecond = Number(query.get('events') ?? 0)
const nowSeconds = Math.floor(Date.now() / 1000)
// A tenth of the streams pays someone else, so that both directions flow.
const streams = createStreams(Number(query.get('count') ?? 10_000), nowSeconds).map(
  (stream, index) =>
    index % 10 === 0 ? { ...stream, sender: account } : { ...stream, recipient: account },
)
const tokens = { [tokenAddress]: { symbol: 'USDC', decimals: 7 } }
const counts = { renders: 0, events: 0 }
window.benchCounts = counts

/** A session with the state of an account and no network. */
function createFilledSession(): Session {
  const base = createSession({ url: '', account, tokens, fetch: () => new Promise(() => {}) })
  const session: Session = {
    ...base,
    connection: null,
    start() {},
    stop() {},
    retain: () => () => {},
  }
  session.store.apply([
    {
      kind: 'snapshot',
      position: null,
      readAt: null,
      part: 1,
      parts: 1,
      items: streams,
      skipped: 0,
    },
  ])
  const topics = [`user:${account}`]
  session.store.setFollowing({ wanted: topics, covered: topics, leftOut: [] })
  return session
}

/** Events of random streams, delivered once a frame, as a connection delivers them. */
function startEvents(session: Session): void {
  const startedAtMs = performance.now()
  let offset = 0
  const deliver = () => {
    const due = Math.floor(((performance.now() - startedAtMs) * eventsPerSecond) / 1000)
    const batch = Array.from({ length: due - counts.events }, () => {
      offset += 1
      const { streamId } = streams[(offset * 7919) % streams.length] as (typeof streams)[number]
      return {
        kind: 'event' as const,
        event: {
          type: 'stream.topped_up' as const,
          streamId,
          amount: 1n,
          newDepositedAmount: 1_000_000_000_000n + BigInt(offset),
          timestamp: nowSeconds,
        },
        position: { epoch: 'bench', offset },
      }
    })
    counts.events = due
    session.store.apply(batch)
    requestAnimationFrame(deliver)
  }
  if (eventsPerSecond > 0) requestAnimationFrame(deliver)
}

const countRenders = () => {
  counts.renders += 1
  return undefined
}
const session = createFilledSession()
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <GaugeProvider session={session} locale="en-US">
      {query.get('page') === 'peer' ? (
        <PeerTotal account={account} onRender={countRenders} />
      ) : (
        <AccountBalance className={countRenders} />
      )}
    </GaugeProvider>,
  )
}
startEvents(session)
