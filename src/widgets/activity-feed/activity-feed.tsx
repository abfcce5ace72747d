/**
 * ActivityFeed: what happened to payment streams, newest first, with a mark where something is
 * missing. Stands still while somebody reads it, and says how much has happened since.
 * Long because it is a list: every part is a few lines, and they are read side by side.
 */
import { type FocusEvent, forwardRef, memo, type ReactNode, type UIEvent, useRef } from 'react'
import { Icon } from '../icons/icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { createWidgetContext } from '../part/widget-context.ts'
import { yes } from '../stream-view/widget-state.ts'
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
}

const [Provider, part, useFeed] = createWidgetContext<FeedContext>('ActivityFeed')
const [EntryProvider, entryPart] = createWidgetContext<{ readonly state: ActivityEntry }>(
  'ActivityFeed.Entry',
)

/** Props of the root. */
export type ActivityFeedRootProps = ActivityFeedOptions &
  Omit<PartProps<'section', ActivityFeedState>, keyof ActivityFeedOptions>

const Root = forwardRef<HTMLElement, ActivityFeedRootProps>((props, forwarded) => {
  const { accounts, limit, nameOf, streamIds, timeZone, types, ...rest } = props
  const view = useActivityFeed({
    nameOf,
    timeZone,
    ...(accounts && { accounts }),
    ...(limit !== undefined && { limit }),
    ...(streamIds && { streamIds }),
    ...(types && { types }),
  })
  const { state } = view
  const listRef = useRef<HTMLOListElement>(null)
  const root = usePart<'section', ActivityFeedState>(
    'section',
    {
      className: 'sg-feed',
      attributes: {
        'aria-label': 'Activity',
        'aria-busy': state.phase === 'loading',
        'data-phase': state.phase,
        'data-freshness': state.freshness,
        'data-held': yes(state.isHeld),
      },
    },
    rest,
    forwarded,
    state,
  )
  const scrollToStart = () => {
    if (listRef.current) listRef.current.scrollTop = 0
  }
  return <Provider value={{ ...view, listRef, scrollToStart }}>{root}</Provider>
})
Root.displayName = 'ActivityFeed.Root'

/** The scrolling list. Reading it (scrolled, under the pointer, focused) holds it still. */
const List = part('List', 'ol', ({ hold, listRef }) => ({
  className: 'sg-feed__list sg-focusable',
  ref: listRef,
  attributes: {
    // A list that scrolls has to be reachable by keyboard, and a list without marks says so.
    tabIndex: 0,
    role: 'list',
    onScroll: (event: UIEvent<HTMLOListElement>) =>
      hold('scroll', event.currentTarget.scrollTop > 0),
    onPointerEnter: () => hold('pointer', true),
    onPointerLeave: () => hold('pointer', false),
    onFocus: () => hold('focus', true),
    onBlur: (event: FocusEvent<HTMLOListElement>) => {
      if (!event.currentTarget.contains(event.relatedTarget)) hold('focus', false)
    },
  },
}))

/** How many newer entries wait; a button that shows them. Render it while some do. */
const New = part('New', 'button', ({ waiting, showNew, scrollToStart }) => ({
  className: 'sg-feed__new sg-focusable',
  attributes: {
    type: 'button',
    onClick() {
      showNew()
      scrollToStart()
    },
  },
  children: `${waiting} new`,
}))

/** What stands there when there is nothing. */
const Empty = part('Empty', 'p', ({ state }) => ({
  className: 'sg-feed__empty sg-phrase',
  children:
    state.phase === 'loading'
      ? 'Loading activity'
      : 'Nothing has happened yet. Create or change a stream and it shows here at once.',
}))

/** Props of `ActivityFeed.Entry`. */
export type ActivityFeedEntryProps = { readonly entry: ActivityEntry } & Omit<
  PartProps<'li', ActivityEntry>,
  'entry'
>

/** One line. Holds the parts below it. */
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

const EntryIcon = entryPart('Icon', 'span', ({ state }) => ({
  className: 'sg-feed__icon',
  children: <Icon name={state.icon} />,
}))

const Title = entryPart('Title', 'span', ({ state }) => ({
  className: 'sg-feed__title sg-phrase',
  children: state.title,
}))

const Amount = entryPart('Amount', 'span', ({ state }) => ({
  className: 'sg-feed__amount sg-phrase sg-number',
  attributes: { translate: 'no' },
  children: state.amount,
}))

const Detail = entryPart('Detail', 'span', ({ state }) => ({
  className: 'sg-feed__detail sg-phrase',
  children: state.detail,
}))

const Time = entryPart('Time', 'time', ({ state }) => ({
  className: 'sg-feed__time sg-phrase sg-number',
  attributes: { dateTime: state.isoTime },
  children: state.time,
}))

/** Props of {@link ActivityFeed}. */
export interface ActivityFeedProps extends Omit<ActivityFeedRootProps, 'children' | 'title'> {
  /** A heading above the list. Default none; the list is named "Activity" either way. */
  readonly heading?: ReactNode
}

const Styled = forwardRef<HTMLElement, ActivityFeedProps>((props, ref) => {
  const { heading, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Head heading={heading} />
      <Body />
    </Root>
  )
})
Styled.displayName = 'ActivityFeed'

function Head({ heading }: { readonly heading: ReactNode }) {
  const { waiting } = useFeed()
  if (!heading && waiting === 0) return null
  return (
    <div className="sg-feed__head">
      <span className="sg-feed__heading">{heading}</span>
      {waiting > 0 && <New />}
    </div>
  )
}

function Body() {
  const { state, entries } = useFeed()
  if (state.phase !== 'ready') return <Empty />
  return (
    <List>
      {entries.map((entry) => (
        <Line key={entry.key} entry={entry} />
      ))}
    </List>
  )
}

/** What is new comes in at the top: the lines below it are as they were, and cost nothing. */
const Line = memo(({ entry }: { readonly entry: ActivityEntry }) => (
  <Entry entry={entry}>
    <EntryIcon />
    <Title />
    {entry.amount && <Amount />}
    <Detail />
    <Time />
  </Entry>
))
Line.displayName = 'ActivityFeed.Line'

/**
 * What happened, newest first.
 *
 * @example
 * <ActivityFeed accounts={[account]} heading="Activity" />
 */
export const ActivityFeed = /* @__PURE__ */ Object.assign(Styled, {
  Root,
  List,
  New,
  Empty,
  Entry,
  Icon: EntryIcon,
  Title,
  Amount,
  Detail,
  Time,
})
