/**
 * ActivityFeed: the events of payment streams, newest first, with an entry where events are missing. Is
 * paused while it is read, and shows how many new entries there are.
 */
import {
  cloneElement,
  type FocusEvent,
  forwardRef,
  memo,
  type ReactElement,
  type ReactNode,
  type UIEvent,
  useRef,
} from 'react'
import { isDevelopment } from '../../development.ts'
import { countOf } from '../../messages/cached-format.ts'
import { activityEnglish, unavailableEnglish } from '../../messages/english.ts'
import type { ActivityMessages } from '../../messages/messages.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { booleanAttribute } from '../stream-view/widget-state.ts'
import { createRowParts, RowPlaceholders } from './row-parts.tsx'
import {
  type ActivityEntry,
  type ActivityFeedOptions,
  type ActivityFeedState,
  type ActivityFeedView,
  useActivityFeed,
} from './use-activity-feed.ts'

interface FeedContext extends ActivityFeedView {
  readonly scrollToStart: () => void
  readonly listRef: { current: HTMLOListElement | null }
  readonly messages: ActivityMessages
  /** What is shown after the connection has failed. */
  readonly failed: string
  readonly locale: string | undefined
}

const [Provider, part, useFeed] = createWidgetContext<FeedContext>('ActivityFeed')
const [EntryProvider, entryPart] = createWidgetContext<{ readonly state: ActivityEntry }>(
  'ActivityFeed.Entry',
)

/** Props of the root. */
export type ActivityFeedRootProps = ActivityFeedOptions &
  Omit<PartProps<'section', ActivityFeedState>, keyof ActivityFeedOptions>

const Root = forwardRef<HTMLElement, ActivityFeedRootProps>((props, forwarded) => {
  const { accounts, isPaused, limit, nameOf, streamIds, timeZone, types, ...rest } = props
  const view = useActivityFeed({
    nameOf,
    timeZone,
    isPaused,
    ...(accounts && { accounts }),
    ...(limit !== undefined && { limit }),
    ...(streamIds && { streamIds }),
    ...(types && { types }),
  })
  const { state } = view
  const { locale } = useLanguage()
  const messages = useMessages('activity', activityEnglish)
  const failed = useMessages('unavailable', unavailableEnglish).connection_failed
  const listRef = useRef<HTMLOListElement>(null)
  const root = usePart<'section', ActivityFeedState>(
    'section',
    {
      className: 'sg-feed',
      attributes: {
        'aria-label': messages.label,
        'aria-busy': state.phase === 'loading',
        'data-phase': state.phase,
        'data-freshness': state.freshness,
        'data-paused': booleanAttribute(state.isPaused),
      },
    },
    rest,
    forwarded,
    state,
  )
  const scrollToStart = () => {
    if (listRef.current) listRef.current.scrollTop = 0
  }
  const value = { ...view, messages, failed, locale, listRef, scrollToStart }
  return <Provider value={value}>{root}</Provider>
})
Root.displayName = 'ActivityFeed.Root'

/** The scrolling list. The feed is paused while it is scrolled, hovered or focused. */
const List = part('List', 'ol', ({ setPaused, listRef }) => ({
  className: 'sg-feed__list sg-focusable',
  ref: listRef,
  attributes: {
    // A list that scrolls has to be reachable by keyboard; without markers Safari needs the role.
    tabIndex: 0,
    role: 'list',
    onScroll: (event: UIEvent<HTMLOListElement>) =>
      setPaused('scroll', event.currentTarget.scrollTop > 0),
    onPointerEnter: () => setPaused('pointer', true),
    onPointerLeave: () => setPaused('pointer', false),
    onFocus: () => setPaused('focus', true),
    onBlur: (event: FocusEvent<HTMLOListElement>) => {
      if (!event.currentTarget.contains(event.relatedTarget)) setPaused('focus', false)
    },
  },
}))

/** A button that shows the new entries, with their number. Render it while there are any. */
const New = part('New', 'button', ({ newCount, showNew, scrollToStart, messages, locale }) => ({
  className: 'sg-feed__new sg-focusable',
  attributes: {
    type: 'button',
    onClick() {
      showNew()
      scrollToStart()
    },
  },
  children: messages.new(countOf(newCount, locale)),
}))

/** In place of an empty list. */
const Empty = part('Empty', 'p', ({ state, messages, failed }) => ({
  className: 'sg-feed__empty sg-phrase',
  // Rendered while there are entries as well, it is empty.
  children:
    state.phase === 'error' ? failed : messages[state.phase === 'ready' ? 'empty' : state.phase],
}))

/** Props of `ActivityFeed.Entry`. */
export type ActivityFeedEntryProps = { readonly entry: ActivityEntry } & Omit<
  PartProps<'li', ActivityEntry>,
  'entry'
>

/** One entry. Contains the parts below. */
const Entry = forwardRef<HTMLLIElement, ActivityFeedEntryProps>((props, forwarded) => {
  const { entry: activity, ...rest } = props
  const { entry } = activity
  const line = usePart<'li', ActivityEntry>(
    'li',
    {
      className: 'sg-feed__entry',
      attributes: {
        'data-kind': entry.kind,
        'data-type': entry.kind === 'event' ? entry.event.type : undefined,
      },
    },
    rest,
    forwarded,
    activity,
  )
  return <EntryProvider value={{ state: activity }}>{line}</EntryProvider>
})
Entry.displayName = 'ActivityFeed.Entry'

const { Icon: EntryIcon, Title, Amount, Detail, Time } = createRowParts(entryPart)

/** Props of {@link ActivityFeed}. */
export interface ActivityFeedProps
  extends Omit<ActivityFeedRootProps, 'children' | 'title' | 'onSelect'> {
  /** A heading above the list. Default none; the list is named "Activity" either way. */
  readonly heading?: ReactNode
  /**
   * Makes the row of each event a link, such as to its stream: `(entry) => <a href={`/streams/${entry.streamId}`} />`, or
   * the link of a router. Its text is which stream and party. Keep the function between renders.
   */
  readonly renderLink?: ((entry: ActivityEntry) => ReactElement<RowLinkProps>) | undefined
  /** Makes the row of each event a button, which calls this. Ignored with `renderLink`. Keep it between renders. */
  readonly onSelect?: ((entry: ActivityEntry) => void) | undefined
}

/** What a link of `renderLink` is given. */
export interface RowLinkProps {
  /** Added to its own. */
  readonly className?: string | undefined
  /** The text. */
  readonly children?: ReactNode
}

const Styled = forwardRef<HTMLElement, ActivityFeedProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('ActivityFeed', 'sg-feed')
  }
  const { heading, renderLink, onSelect, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Head heading={heading} />
      <Body renderLink={renderLink} onSelect={onSelect} />
    </Root>
  )
})
Styled.displayName = 'ActivityFeed'

function Head({ heading }: { readonly heading: ReactNode }) {
  const { newCount } = useFeed()
  if (!heading && newCount === 0) return null
  return (
    <div className="sg-feed__head">
      <span className="sg-feed__heading">{heading}</span>
      {newCount > 0 && <New />}
    </div>
  )
}

type RowProps = Pick<ActivityFeedProps, 'renderLink' | 'onSelect'>

function Body(row: RowProps) {
  const { state, entries } = useFeed()
  if (state.phase === 'loading') {
    return (
      <>
        <div className="sg-visually-hidden">
          <Empty />
        </div>
        <RowPlaceholders />
      </>
    )
  }
  if (state.phase !== 'ready') return <Empty />
  return (
    <List>
      {entries.map((entry) => (
        <Line key={entry.key} entry={entry} {...row} />
      ))}
    </List>
  )
}

/** Memoized: when an entry is added at the top, those below it do not render. */
const Line = memo(({ entry, ...row }: RowProps & { readonly entry: ActivityEntry }) => (
  <Entry entry={entry}>
    <EntryIcon />
    <Title />
    {entry.amount && <Amount />}
    <Detail>{linkOf(entry, row)}</Detail>
    <Time />
  </Entry>
))
Line.displayName = 'ActivityFeed.Line'

/** The detail as a link or a button that covers the row; undefined: as text. */
function linkOf(entry: ActivityEntry, { renderLink, onSelect }: RowProps): ReactNode {
  if (entry.streamId === null || !(renderLink || onSelect)) return undefined
  const link = renderLink?.(entry) ?? <button type="button" onClick={() => onSelect?.(entry)} />
  const own = (link.props as RowLinkProps).className
  return cloneElement(link as ReactElement<RowLinkProps>, {
    className: `sg-feed__link sg-focusable${own ? ` ${own}` : ''}`,
    children: entry.detail,
  })
}

/**
 * The events of payment streams, newest first.
 *
 * @example
 * <ActivityFeed accounts={[account]} heading="Activity" />
 */
export const ActivityFeed = /* @__PURE__ */ Object.assign(Styled, {
  /** The section; its parts go inside. */
  Root,
  List,
  New,
  Empty,
  Entry,
  /** The icon of the entry's type. */
  Icon: EntryIcon,
  /** The event in a word or two. */
  Title,
  /** The amount with its symbol, the exact one as its title. */
  Amount,
  /** Which stream and party. */
  Detail,
  /** When it happened, as a `time` element. */
  Time,
})
