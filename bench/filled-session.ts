/** A session with the state of an account and no network, and events that change it: for pages of benches. */
import { createSession, type Session, type SessionOptions, type StreamState } from '../src/index.ts'

/** A session whose store has these streams, all of which the account sends or receives. */
export function createFilledSession(
  streams: readonly StreamState[],
  options: Required<Pick<SessionOptions, 'account' | 'tokens'>> & { readonly account: string },
): Session {
  const base = createSession({ url: '', ...options, fetch: () => new Promise(() => {}) })
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
  const topics = [`user:${options.account}`]
  session.store.setFollowing({ wanted: topics, covered: topics, leftOut: [] })
  return session
}

/** Events of streams all over the list, delivered once a frame, as a connection delivers them. */
export function startEvents(
  session: Session,
  streams: readonly StreamState[],
  eventsPerSecond: number,
): void {
  const startedAtMs = performance.now()
  const timestamp = Math.floor(Date.now() / 1000)
  let offset = 0
  const deliver = () => {
    const due = Math.floor(((performance.now() - startedAtMs) * eventsPerSecond) / 1000)
    const batch = Array.from({ length: due - offset }, () => {
      offset += 1
      const { streamId, depositedAmount } = streams[(offset * 7919) % streams.length] as StreamState
      return {
        kind: 'event' as const,
        event: {
          type: 'stream.topped_up' as const,
          streamId,
          amount: 1n,
          newDepositedAmount: depositedAmount + BigInt(offset),
          timestamp,
        },
        position: { epoch: 'bench', offset },
      }
    })
    session.store.apply(batch)
    requestAnimationFrame(deliver)
  }
  if (eventsPerSecond > 0) requestAnimationFrame(deliver)
}
