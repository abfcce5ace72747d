/**
 * StreamTimeline: what has happened to one payment stream, newest first: loaded in pages, continued live, with an entry where
 * events may be missing.
 */
import { forwardRef, memo, type ReactNode, useEffect, useRef } from 'react'
import { isDevelopment } from '../../development.ts'
import { timelineEnglish } from '../../messages/detail-english.ts'
import type { TimelineMessages } from '../../messages/detail-messages.ts'
import { useMessages } from '../../react/language.tsx'
import { createRowParts, RowPlaceholders } from '../activity-feed/row-parts.tsx'
import { PageIcon } from '../icons/page-icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { splitSource } from '../stream-view/use-stream-view.ts'
import { booleanAttribute } from '../stream-view/widget-state.ts'
import type { TimelineEntry } from './timeline-entry.ts'
import {
  type StreamTimelineOptions,
  type StreamTimelineState,
  type StreamTimelineView,
  useStreamTimeline,
} from './use-stream-timeline.ts'

interface TimelineValue extends StreamTimelineView {
  readonly messages: TimelineMessages
}

const [Provider, part, useTimeline] = createWidgetContext<TimelineValue>('StreamTimeline')
const [EntryProvider, entryPart] = createWidgetContext<{ readonly state: TimelineEntry }>(
  'StreamTimeline.Entry',
)

/** Props of the root. */
export type StreamTimelineRootProps = StreamTimelineOptions &
  Omit<PartProps<'section', StreamTimelineState>, keyof StreamTimelineOptions>

const Root = forwardRef<HTMLElement, StreamTimelineRootProps>((props, forwarded) => {
  const [source, others] = splitSource(props)
  const { events, pageSize, nameOf, timeZone, transactionUrl, ...rest } = others
  const view = useStreamTimeline({
    ...source,
    ...{ events, pageSize, nameOf, timeZone, transactionUrl },
  })
  const messages = useMessages('timeline', timelineEnglish)
  const { state } = view
  const root = usePart<'section', StreamTimelineState>(
    'section',
    {
      className: 'sg-timeline',
      attributes: {
        'aria-label': state.phase === 'loading' ? messages.loading : messages.label,
        'aria-busy': state.phase === 'loading' || state.isLoadingEarlier,
        'data-phase': state.phase,
        'data-freshness': state.freshness,
        'data-end': state.end ?? undefined,
        'data-failed': booleanAttribute(state.hasFailed),
      },
    },
    rest,
    forwarded,
    state,
  )
  return <Provider value={{ ...view, messages }}>{root}</Provider>
})
Root.displayName = 'StreamTimeline.Root'

const List = part('List', 'ol', () => ({
  className: 'sg-timeline__list',
  // Without markers Safari needs the role.
  attributes: { role: 'list' },
}))

/** In place of an empty list, or after the last event: why there are no more. */
const Note = part('Note', 'p', ({ state, messages }) => ({
  className: 'sg-timeline__note sg-phrase',
  children: noteOf(state, messages),
}))

function noteOf(state: StreamTimelineState, messages: TimelineMessages): string {
  const { phase, hasFailed, end } = state
  if (hasFailed || phase === 'error') return messages.failed
  if (phase !== 'ready') return messages[phase]
  return end === 'trimmed' ? messages.trimmed : end === 'live' ? messages.liveOnly : ''
}

/** Loads the events before the last one; repeats a request that has failed. Render it while there is something to load. */
const Earlier = part('Earlier', 'button', ({ state, messages, loadEarlier, retry }) => ({
  className: 'sg-timeline__earlier sg-focusable',
  attributes: {
    type: 'button',
    // Disabled, it would lose the focus.
    'aria-disabled': state.isLoadingEarlier || undefined,
    onClick: state.hasFailed ? retry : loadEarlier,
  },
  children: state.hasFailed
    ? messages.retry
    : state.isLoadingEarlier
      ? messages.loadingEarlier
      : messages.earlier,
}))

/** Props of `StreamTimeline.Entry`. */
export type StreamTimelineEntryProps = { readonly entry: TimelineEntry } & Omit<
  PartProps<'li', TimelineEntry>,
  'entry'
>

/** One row. Contains the parts below. */
const Entry = forwardRef<HTMLLIElement, StreamTimelineEntryProps>((props, forwarded) => {
  const { entry, ...rest } = props
  const line = usePart<'li', TimelineEntry>(
    'li',
    {
      className: 'sg-feed__entry sg-timeline__entry',
      attributes: { 'data-kind': entry.kind, 'data-type': entry.event?.type },
    },
    rest,
    forwarded,
    entry,
  )
  return <EntryProvider value={{ state: entry }}>{line}</EntryProvider>
})
Entry.displayName = 'StreamTimeline.Entry'

const { Icon: EntryIcon, Title, Amount, Detail, Time } = createRowParts(entryPart)

/** How long ago it was; updated once a minute. */
const Ago = entryPart('Ago', 'span', ({ state }) => ({
  className: 'sg-timeline__ago sg-phrase',
  attributes: { title: state.fullTime || undefined },
  children: state.ago,
}))

/** A link to the transaction. Render it for entries that have one. */
const Transaction = entryPart('Transaction', 'a', ({ state }) => {
  const messages = useMessages('timeline', timelineEnglish)
  const { transaction } = state
  return {
    className: 'sg-timeline__transaction sg-focusable',
    attributes: {
      href: transaction?.href,
      rel: 'noreferrer',
      title: transaction ? messages.transaction(transaction) : undefined,
      'aria-label': transaction ? messages.transaction(transaction) : undefined,
    },
    children: <PageIcon name="explorer" />,
  }
})

/** Props of {@link StreamTimeline}. */
export interface StreamTimelineProps extends Omit<StreamTimelineRootProps, 'children' | 'title'> {
  /** A heading above the list. Default none; the section is named "Timeline" either way. */
  readonly heading?: ReactNode
}

const Styled = forwardRef<HTMLElement, StreamTimelineProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('StreamTimeline', 'sg-timeline')
  }
  const { heading, ...root } = props
  return (
    <Root {...root} ref={ref}>
      {heading && <div className="sg-timeline__heading">{heading}</div>}
      <Body />
    </Root>
  )
})
Styled.displayName = 'StreamTimeline'

function Body() {
  const { state, entries, messages } = useTimeline()
  const { phase, hasFailed, end } = state
  const canLoad = hasFailed || (phase === 'ready' && end === 'earlier')
  const note = noteOf(state, messages)
  const noteRef = useFocusAfter(canLoad)
  return (
    <>
      {phase === 'loading' && <RowPlaceholders />}
      {entries.length > 0 && phase !== 'loading' && (
        <List>
          {entries.map((entry) => (
            <Line key={entry.key} entry={entry} />
          ))}
        </List>
      )}
      {phase !== 'loading' && (
        // Has the focus when the button that had it has nothing more to load.
        <div className="sg-timeline__end" ref={noteRef} tabIndex={-1}>
          {note && <Note />}
          {canLoad && <Earlier />}
        </div>
      )}
    </>
  )
}

/** Keeps the focus next to a button that disappears while it has the focus. */
function useFocusAfter(hasButton: boolean) {
  const ref = useRef<HTMLDivElement>(null)
  const hadFocus = useRef(false)
  const hasFocus = () => ref.current?.contains(ref.current.ownerDocument.activeElement) ?? false
  // During the render that removes it, the button still has the focus.
  hadFocus.current = hasFocus()
  useEffect(() => {
    if (!hasButton && hadFocus.current) ref.current?.focus()
  }, [hasButton])
  return ref
}

/** Memoized: when an entry is added at the top, those below it do not render. */
const Line = memo(
  ({ entry }: { readonly entry: TimelineEntry }) => (
    <Entry entry={entry}>
      <EntryIcon />
      <span className="sg-timeline__head">
        <Title /> {entry.transaction && <Transaction />}
      </span>
      {entry.amount && <Amount />}
      <span className="sg-timeline__facts">
        {entry.detail && <Detail />} {entry.ago && <Ago />}
      </span>
      {entry.time && <Time />}
    </Entry>
  ),
  (before, after) => isSameEntry(before.entry, after.entry),
)
Line.displayName = 'StreamTimeline.Line'

/** Entries are described again for every event and every minute; most stay as they were. */
function isSameEntry(a: TimelineEntry, b: TimelineEntry): boolean {
  return (
    a.event === b.event &&
    a.title === b.title &&
    a.amount === b.amount &&
    a.detail === b.detail &&
    a.time === b.time &&
    a.ago === b.ago &&
    a.transaction?.href === b.transaction?.href
  )
}

/**
 * What has happened to one payment stream: `<StreamTimeline streamId="42" />` below a provider, or with `events` as a list
 * and no network at all.
 *
 * @example
 * <StreamTimeline streamId="42" heading="Timeline" />
 */
export const StreamTimeline = /* @__PURE__ */ Object.assign(Styled, {
  /** The section; its parts go inside. */
  Root,
  /** The entries. */
  List,
  Note,
  Earlier,
  Entry,
  /** The icon of the entry's type. */
  Icon: EntryIcon,
  /** The event in a word or two. */
  Title,
  /** The amount with its symbol, the exact one as its title. */
  Amount,
  /** Who did it, or who received the money. */
  Detail,
  /** When it happened, as a `time` element. */
  Time,
  Ago,
  Transaction,
})
