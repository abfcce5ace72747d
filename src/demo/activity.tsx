/**
 * What happened to the account's streams, including those before the page was opened: the feed receives only
 * new events, so earlier ones are read once and shown below them.
 */
import { useEffect } from 'react'
import { type PaymentEvent, payments, type StreamState } from '../feeds/payments/index.ts'
import { ActivityFeed, useSession, useStorePhase } from '../index.ts'
import { type DeliveredFrame, decodeFrame } from '../protocol/index.ts'
import { nameOf } from './directory.ts'
import { usePageMessages } from './page-language.tsx'
import type { Fetch } from './send-request.ts'

/** As many as a person may want to look back through. */
const readAtMost = 40

interface ActivityProps {
  readonly account: string
  readonly baseUrl: string
  readonly fetch: Fetch
}

export function Activity(props: ActivityProps) {
  useEarlierEvents(props)
  const { page } = usePageMessages()
  return (
    <ActivityFeed
      className="panel"
      heading={<h2>{page.activity}</h2>}
      nameOf={nameOf}
      // New entries are counted until the user asks for them: while the page is read, only numbers move.
      isPaused
    />
  )
}

function useEarlierEvents({ account, baseUrl, fetch }: ActivityProps): void {
  const { store } = useSession()
  const phase = useStorePhase()

  useEffect(() => {
    if (phase !== 'ready') return
    const leaving = new AbortController()
    const url = `${baseUrl}/events?users=${account}&limit=${readAtMost}`
    readEvents(fetch, url, leaving.signal)
      .then((events) => {
        const { position, history } = store.getState()
        // Entries stand in the order in which they came in: once something newer is there, older
        // ones have no place any more.
        if (leaving.signal.aborted || history.length > 0 || !position) return
        store.apply(events.filter((frame) => isAtOrBefore(frame, position)))
      })
      .catch(() => {
        // The past is an extra: without it the feed still begins with the next event.
      })
    return () => leaving.abort()
  }, [store, phase, account, baseUrl, fetch])
}

/** The latest events as frames, oldest first. */
async function readEvents(
  fetch: Fetch,
  url: string,
  signal: AbortSignal,
): Promise<readonly DeliveredFrame<PaymentEvent, StreamState>[]> {
  const response = await fetch(url, { signal })
  if (!response.ok) return []
  const body = (await response.json()) as {
    readonly events: readonly {
      readonly id: string
      readonly type: string
      readonly data: object
    }[]
  }
  return body.events
    .map(({ id, type, data }) =>
      // The same decoder as for the feed, so that nothing unchecked comes in by this way.
      decodeFrame({ id, lastEventId: id, type, data: JSON.stringify(data) }, payments),
    )
    .filter((frame) => frame.kind === 'event')
    .reverse()
}

/** What the snapshot contains already: put into the history, it changes no stream. */
function isAtOrBefore(
  { position }: DeliveredFrame,
  last: { readonly epoch: string; readonly offset: number },
): boolean {
  return position !== null && position.epoch === last.epoch && position.offset <= last.offset
}
