/**
 * All streams of the account: incoming and outgoing ones as cards, ended ones as rows, newest first. A card that moves cannot
 * be pressed or read reliably: cards keep their places, and a button shows new streams. Streams that the user creates
 * appear immediately, unless something else has been pressed by then.
 *
 * A thousand cards may be here: slots are the same objects as long as a stream stays in its section, and sections and cards
 * render only for slots that are others.
 */
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type SendCommand, StreamActions } from '../actions.ts'
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
import { arrange, createSlots, keyOf, type SectionName, type Slot } from './stream-slots.ts'
import { useFreshCards } from './use-fresh-cards.ts'
import { useIsLastSubmit } from './use-last-submit.ts'
import { useIsHeld } from './use-page-rest.ts'

/** Ended streams shown before the user asks for the rest. */
const shownEnded = 3

interface StreamListProps {
  readonly account: string
  readonly send: SendCommand
  /** The stream that was last created on this page; null before the first one. */
  readonly created: string | null
  readonly onCreate: () => void
}

export function StreamList(props: StreamListProps) {
  const { account, send, created, onCreate } = props
  const { list } = usePageMessages()
  const locale = usePageLocale()
  const streams = useStreams({ account })
  const phase = useStorePhase({ users: [account] })
  const [slotOf] = useState(createSlots)
  const latest = useMemo(() => arrange(streams, account, slotOf), [streams, account, slotOf])
  const isHeld = useIsHeld()
  const [isAsking, setAsking] = useState(false)
  // An empty list has nothing that could move.
  const [hasShown, setHasShown] = useState(false)
  const isComplete = phase === 'ready' && latest.length > 0
  useEffect(() => setHasShown(isComplete), [isComplete])
  // A card that gets far enough to be in another group is mounted again, without its dialog.
  const held = useHeldOrder(latest, { keyOf, isHeld: (isHeld && hasShown) || isAsking })
  const { fresh, show } = useFreshCards()
  const [showsAllEnded, setShowsAllEnded] = useState(false)

  const { items } = held
  const newIds = useMemo(() => {
    const shownIds = new Set(items.map(({ streamId }) => streamId))
    return latest.flatMap(({ streamId }) => (shownIds.has(streamId) ? [] : streamId))
  }, [latest, items])
  const sections = useMemo(() => {
    const of = (section: SectionName) => items.filter((slot) => slot.section === section)
    return { incoming: of('incoming'), outgoing: of('outgoing'), ended: of('ended') }
  }, [items])

  const { showLatest } = held
  const isCreatedKnown = created !== null && latest.some(({ streamId }) => streamId === created)
  const lastCreated = useRef<string | null>(null)
  const isLastSubmit = useIsLastSubmit('.sg-create')
  useEffect(() => {
    if (!isCreatedKnown || lastCreated.current === created) return
    lastCreated.current = created
    // It can arrive long after its command, for example after a reconnect. By then the user may be busy with something
    // else, which must not move: the new stream waits as those of others do.
    if (!isLastSubmit()) return
    showLatest()
    show([created], false)
  }, [created, isCreatedKnown, isLastSubmit, showLatest, show])

  const card = useCallback(
    (slot: Slot) => <Card slot={slot} send={send} onAskingChange={setAsking} />,
    [send],
  )
  const row = useCallback((slot: Slot) => <EndedRow slot={slot} />, [])
  const classOf = useCallback(
    ({ streamId }: Slot) => (fresh.has(streamId) ? 'card-fresh' : undefined),
    [fresh],
  )
  const { ended } = sections
  const hidden = showsAllEnded ? 0 : ended.length - shownEnded
  const shownOfEnded = useMemo(
    () => (hidden > 0 ? ended.slice(0, shownEnded) : ended),
    [ended, hidden],
  )

  if (items.length === 0) {
    return phase === 'loading' ? <Loading /> : <Empty onCreate={onCreate} />
  }

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
      <Section name="incoming" slots={sections.incoming} {...{ card, classOf }} />
      <Section name="outgoing" slots={sections.outgoing} {...{ card, classOf }} />
      <Section name="ended" slots={shownOfEnded} count={ended.length} {...{ card: row, classOf }} />
      {hidden > 0 && (
        <button type="button" className="button" onClick={() => setShowsAllEnded(true)}>
          {list.more(counted(hidden, locale))}
        </button>
      )}
    </div>
  )
}

interface CardProps {
  readonly slot: Slot
  readonly send: SendCommand
  readonly onAskingChange: (isAsking: boolean) => void
}

/** Does not render when only its place among the others has changed. */
const Card = memo(({ slot: { streamId }, send, onAskingChange }: CardProps) => (
  <StreamCard
    streamId={streamId}
    nameOf={nameOf}
    id={cardId(streamId)}
    // Can receive the focus when a focused button is removed.
    tabIndex={-1}
    actions={<StreamActions send={send} nameOf={nameOf} onAskingChange={onAskingChange} />}
  />
))
Card.displayName = 'Card'

/** What is over, in one line: nothing about it moves, and nothing can be done about it. */
const EndedRow = memo(({ slot: { streamId } }: Pick<CardProps, 'slot'>) => (
  <StreamCard.Root
    streamId={streamId}
    nameOf={nameOf}
    id={cardId(streamId)}
    tabIndex={-1}
    className="ended-stream"
  >
    <StreamCard.Direction />
    <span className="ended-name">
      <StreamCard.Title />
      <StreamCard.Subtitle />
    </span>
    <span className="ended-outcome">
      <StreamCard.Rate />
      <StreamCard.Schedule />
    </span>
  </StreamCard.Root>
))
EndedRow.displayName = 'EndedRow'

interface SectionProps {
  readonly name: SectionName
  readonly slots: readonly Slot[]
  /** How many there are, if not all are shown. */
  readonly count?: number
  readonly card: (slot: Slot) => React.ReactNode
  readonly classOf: (slot: Slot) => string | undefined
}

const Section = memo((props: SectionProps) => {
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
        className={name === 'ended' ? 'ended-list' : 'card-grid'}
        items={slots}
        keyOf={keyOf}
        itemClassName={classOf}
        aria-labelledby={id}
      >
        {card}
      </CardList>
    </section>
  )
})
Section.displayName = 'Section'

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
