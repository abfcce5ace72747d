/**
 * All streams of the account as cards: incoming, outgoing and ended, newest first. A card that moves cannot
 * be pressed or read reliably: cards keep their places, and a button shows new streams. Streams that the user creates
 * appear immediately, unless a dialog of another stream is open by then.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type SendCommand, StreamActions } from '../actions.ts'
import type { StreamState } from '../feeds/payments/index.ts'
import {
  StreamList as CardList,
  StreamCard,
  useConnection,
  useHeldOrder,
  useStorePhase,
  useStreams,
} from '../index.ts'
import { counted } from './amount-text.ts'
import { cardId } from './card-id.ts'
import { nameOf } from './directory.ts'
import { ArrowUpIcon, PlusIcon } from './icons.tsx'
import { usePageLocale } from './locale.ts'
import { usePageMessages } from './page-language.tsx'

/** Ended streams shown before the user asks for the rest. */
const shownEnded = 3

type SectionName = 'incoming' | 'outgoing' | 'ended'

/** A card and its section. A stream that ends gets a new slot. */
interface Slot {
  readonly key: string
  readonly section: SectionName
  readonly stream: StreamState
}

interface StreamListProps {
  readonly account: string
  readonly send: SendCommand
  /** The stream that was last created on this page; null before the first one. */
  readonly created: string | null
  /** Whether cards have to keep their places. */
  readonly isHeld: boolean
  readonly onCreate: () => void
}

export function StreamList(props: StreamListProps) {
  const { account, send, created, isHeld, onCreate } = props
  const { list } = usePageMessages()
  const locale = usePageLocale()
  const streams = useStreams({ account })
  const phase = useStorePhase({ users: [account] })
  const latest = useMemo(() => arrange(streams, account), [streams, account])
  const [isAsking, setAsking] = useState(false)
  // An empty list has nothing that could move.
  const [hasShown, setHasShown] = useState(false)
  const isComplete = phase === 'ready' && latest.length > 0
  useEffect(() => setHasShown(isComplete), [isComplete])
  // A card that gets far enough to be in another group is mounted again, without its dialog.
  const held = useHeldOrder(latest, { keyOf, isHeld: (isHeld && hasShown) || isAsking })
  const { fresh, show } = useFreshCards()
  const [showsAllEnded, setShowsAllEnded] = useState(false)

  const byId = new Map(streams.map((stream) => [stream.streamId, stream]))
  const shownIds = new Set(held.items.map(({ stream }) => stream.streamId))
  const newIds = latest.flatMap(({ stream: { streamId } }) =>
    shownIds.has(streamId) ? [] : streamId,
  )

  const { showLatest } = held
  const isCreatedKnown = created !== null && byId.has(created)
  const lastCreated = useRef<string | null>(null)
  useEffect(() => {
    if (!isCreatedKnown || lastCreated.current === created) return
    lastCreated.current = created
    // It can arrive long after its command, for example after a reconnect. By then the user may be busy with another
    // stream, whose card must not move: the new one waits as those of others do.
    if (isAsking) return
    showLatest()
    show([created], false)
  }, [created, isCreatedKnown, isAsking, showLatest, show])

  if (held.items.length === 0) {
    return phase === 'loading' ? <Loading /> : <Empty onCreate={onCreate} />
  }

  const card = ({ section, stream: last }: Slot) => {
    const stream = byId.get(last.streamId) ?? last
    return (
      <StreamCard
        streamId={stream.streamId}
        nameOf={nameOf}
        id={cardId(stream.streamId)}
        // Can receive the focus when a focused button is removed.
        tabIndex={-1}
        actions={
          section !== 'ended' && (
            <StreamActions send={send} nameOf={nameOf} onAskingChange={setAsking} />
          )
        }
      />
    )
  }
  const classOf = ({ stream }: Slot) => (fresh.has(stream.streamId) ? 'card-fresh' : undefined)
  const of = (section: SectionName) => held.items.filter((slot) => slot.section === section)
  const ended = of('ended')
  const hidden = showsAllEnded ? 0 : ended.length - shownEnded
  return (
    <div className="stream-list" {...held.handlers}>
      <div className="held-note">
        {held.isOutdated && (
          <button
            type="button"
            className="button button-small held-button"
            onClick={({ detail }) => {
              showLatest()
              // The button disappears, so keyboard users (`detail` 0) continue at the first new card.
              show(newIds, detail === 0)
            }}
          >
            <ArrowUpIcon />
            {newIds.length === 0 ? list.update : list.new(counted(newIds.length, locale))}
          </button>
        )}
      </div>
      <Section name="incoming" slots={of('incoming')} {...{ card, classOf }} />
      <Section name="outgoing" slots={of('outgoing')} {...{ card, classOf }} />
      <Section
        name="ended"
        slots={hidden > 0 ? ended.slice(0, shownEnded) : ended}
        count={ended.length}
        {...{ card, classOf }}
      />
      {hidden > 0 && (
        <button type="button" className="button" onClick={() => setShowsAllEnded(true)}>
          {list.more(counted(hidden, locale))}
        </button>
      )}
    </div>
  )
}

function Section(props: {
  name: SectionName
  slots: readonly Slot[]
  count?: number
  card: (slot: Slot) => React.ReactNode
  classOf: (slot: Slot) => string | undefined
}) {
  const { name, slots, count = slots.length, card, classOf } = props
  const { list } = usePageMessages()
  const locale = usePageLocale()
  if (slots.length === 0) return null
  const id = `section-${name}`
  return (
    <section className="stream-section" aria-labelledby={id}>
      <h2 id={id}>
        {list[name]} <span className="count">{counted(count, locale).number}</span>
      </h2>
      <CardList
        className="card-grid"
        items={slots}
        keyOf={keyOf}
        itemClassName={classOf}
        aria-labelledby={id}
      >
        {card}
      </CardList>
    </section>
  )
}

function Loading() {
  const { status, open } = useConnection()
  const { list } = usePageMessages()
  if (status !== 'failed' && status !== 'closed') {
    return (
      <ul className="card-grid" aria-label={list.streams} aria-busy="true">
        {[0, 1, 2].map((place) => (
          <li key={place} className="card-skeleton sg-skeleton" />
        ))}
      </ul>
    )
  }
  return (
    <div className="empty">
      <p>{list.failed}</p>
      <button type="button" className="button" onClick={open}>
        {list.retry}
      </button>
    </div>
  )
}

function Empty({ onCreate }: { onCreate: () => void }) {
  const { list } = usePageMessages()
  return (
    <div className="empty">
      <p>{list.empty}</p>
      <button type="button" className="button" onClick={onCreate}>
        <PlusIcon />
        {list.create}
      </button>
    </div>
  )
}

/** How long a new card is highlighted. */
const freshForMs = 2_400

/** Cards that have just been requested: scrolled into view and highlighted for a short time. */
function useFreshCards() {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const takesFocus = useRef(false)
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    const [first] = fresh
    if (first === undefined) return
    const card = document.getElementById(cardId(first))
    // Without smooth scrolling, during which everything would move under the pointer.
    card?.scrollIntoView({ block: 'nearest' })
    if (takesFocus.current) card?.focus({ preventScroll: true })
  }, [fresh])
  const show = useCallback((streamIds: readonly string[], isFocused: boolean) => {
    clearTimeout(timer.current)
    takesFocus.current = isFocused
    setFresh(new Set(streamIds))
    timer.current = setTimeout(() => setFresh(new Set()), freshForMs)
  }, [])
  return { fresh, show }
}

const keyOf = ({ key }: Slot) => key

function arrange(streams: readonly StreamState[], account: string): readonly Slot[] {
  const newestFirst = [...streams].sort((a, b) =>
    BigInt(a.streamId) < BigInt(b.streamId) ? 1 : -1,
  )
  const running = newestFirst.filter((stream) => !hasEnded(stream))
  const ended = newestFirst.filter(hasEnded).sort((a, b) => b.lastUpdateTime - a.lastUpdateTime)
  const slots = (section: SectionName, of: readonly StreamState[]) =>
    of.map((stream) => ({ key: `${section}:${stream.streamId}`, section, stream }))
  return [
    ...slots(
      'incoming',
      running.filter(({ recipient }) => recipient === account),
    ),
    // A stream to oneself is one card, not two.
    ...slots(
      'outgoing',
      running.filter(({ recipient }) => recipient !== account),
    ),
    ...slots('ended', ended),
  ]
}

function hasEnded({ status }: StreamState): boolean {
  return status === 'cancelled' || status === 'completed'
}
