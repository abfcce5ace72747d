/**
 * All streams of the account as cards: what comes in, what goes out, and what has ended. Keeps its
 * order while numbers move: newest first, since a card that jumps is a card that cannot be pressed.
 */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { StreamState } from '../feeds/payments/index.ts'
import { StreamCard, useConnection, useStorePhase, useStreams } from '../index.ts'
import type { Commands } from './commands.ts'
import { nameOf } from './directory.ts'
import { PlusIcon } from './icons.tsx'
import { StreamActions } from './stream-actions.tsx'

/** Ended streams shown before the user asks for the rest. */
const shownEnded = 3

interface Groups {
  readonly incoming: readonly StreamState[]
  readonly outgoing: readonly StreamState[]
  readonly ended: readonly StreamState[]
}

export function StreamList(props: { account: string; commands: Commands; onCreate: () => void }) {
  const { account, commands, onCreate } = props
  const streams = useStreams({ account })
  const phase = useStorePhase({ users: [account] })
  const groups = useMemo(() => group(streams, account), [streams, account])
  const [showsAllEnded, setShowsAllEnded] = useState(false)
  const actedOn = useFocusOnEnded(groups.ended)

  if (streams.length === 0) return phase === 'loading' ? <Loading /> : <Empty onCreate={onCreate} />

  const card = (stream: StreamState) => (
    <li key={stream.streamId}>
      <StreamCard
        streamId={stream.streamId}
        nameOf={nameOf}
        id={cardId(stream.streamId)}
        // The focus may be brought here: see useFocusOnEnded.
        tabIndex={-1}
        actions={
          !hasEnded(stream) && (
            <StreamActions
              stream={stream}
              account={account}
              commands={commands}
              onAct={() => {
                actedOn.current = stream.streamId
              }}
            />
          )
        }
      />
    </li>
  )
  const hidden = showsAllEnded ? 0 : groups.ended.length - shownEnded
  return (
    <>
      <Section title="Incoming" streams={groups.incoming} card={card} />
      <Section title="Outgoing" streams={groups.outgoing} card={card} />
      <Section
        title="Ended"
        streams={hidden > 0 ? groups.ended.slice(0, shownEnded) : groups.ended}
        count={groups.ended.length}
        card={card}
      />
      {hidden > 0 && (
        <button type="button" className="button" onClick={() => setShowsAllEnded(true)}>
          Show {hidden} more
        </button>
      )}
    </>
  )
}

function Section(props: {
  title: string
  streams: readonly StreamState[]
  count?: number
  card: (stream: StreamState) => React.ReactNode
}) {
  const { title, streams, count = streams.length, card } = props
  if (streams.length === 0) return null
  const id = `section-${title.toLowerCase()}`
  return (
    <section className="stream-section" aria-labelledby={id}>
      <h2 id={id}>
        {title} <span className="count">{count}</span>
      </h2>
      <ul className="card-grid">{streams.map(card)}</ul>
    </section>
  )
}

function Loading() {
  const { status, open } = useConnection()
  if (status !== 'failed' && status !== 'closed') {
    return (
      <ul className="card-grid" aria-label="Streams" aria-busy="true">
        {[0, 1, 2].map((place) => (
          <li key={place} className="card-skeleton sg-skeleton" />
        ))}
      </ul>
    )
  }
  return (
    <div className="empty">
      <p>Streams couldn’t be loaded.</p>
      <button type="button" className="button" onClick={open}>
        Try again
      </button>
    </div>
  )
}

function Empty({ onCreate }: { onCreate: () => void }) {
  return (
    <div className="empty">
      <p>No streams yet. Create one to see its balance here.</p>
      <button type="button" className="button" onClick={onCreate}>
        <PlusIcon />
        Create a stream
      </button>
    </div>
  )
}

/**
 * When a command ends a stream its buttons go away, and the focus with them. It then belongs to the
 * card of that stream, wherever that is now.
 */
function useFocusOnEnded(ended: readonly StreamState[]) {
  const actedOn = useRef<string | null>(null)
  useEffect(() => {
    const streamId = actedOn.current
    if (streamId === null || !ended.some((stream) => stream.streamId === streamId)) return
    actedOn.current = null
    if (document.activeElement !== document.body) return
    document.getElementById(cardId(streamId))?.focus()
  }, [ended])
  return actedOn
}

function group(streams: readonly StreamState[], account: string): Groups {
  const newestFirst = [...streams].sort((a, b) =>
    BigInt(a.streamId) < BigInt(b.streamId) ? 1 : -1,
  )
  const running = newestFirst.filter((stream) => !hasEnded(stream))
  return {
    incoming: running.filter((stream) => stream.recipient === account),
    // A stream to oneself is one card, not two.
    outgoing: running.filter((stream) => stream.recipient !== account),
    ended: newestFirst.filter(hasEnded).sort((a, b) => b.lastUpdateTime - a.lastUpdateTime),
  }
}

function cardId(streamId: string): string {
  return `stream-${streamId}`
}

function hasEnded({ status }: StreamState): boolean {
  return status === 'cancelled' || status === 'completed'
}
