/**
 * The rows of a timeline as text: events as in the activity feed, with who did it, both times and the transaction; and
 * where events are missing. Pure.
 */
import type { EventOf, PaymentEvent, PaymentEventType } from '../../feeds/payments/events.ts'
import type { TimelineMessages } from '../../messages/detail-messages.ts'
import type { ActivityMessages } from '../../messages/messages.ts'
import type { TokenInfo } from '../../money/index.ts'
import { describeEntry, type EntryText } from '../activity-feed/event-text.ts'
import type { RowText } from '../activity-feed/row-parts.tsx'
import { type NameOf, nameParty, shortAddress } from '../formatting/addresses.ts'
import { type DateTimeStyle, isoDateTime, printDateAndTime } from '../formatting/date-time.ts'
import { printAgo, printWhen } from '../formatting/relative-time.ts'
import {
  endOf,
  type StretchEnd,
  type TimelineEvent,
  type TimelineHistory,
} from './timeline-history.ts'

/** A transaction of the ledger. */
export interface TransactionLink {
  /** The beginning and the end of its hash. */
  readonly hash: string
  /** The address of its page. */
  readonly href: string
}

/** One row of a timeline. */
export interface TimelineEntry extends RowText {
  /** Unique and stable: the key of its list item. */
  readonly key: string
  /** `gap`: events may be missing here. `reset`: what is below is of another log. `unreadable`: an event that is unknown. */
  readonly kind: 'event' | 'gap' | 'reset' | 'unreadable'
  /** Null unless it is an event. */
  readonly event: PaymentEvent | null
  /** Date and time with seconds. */
  readonly fullTime: string
  /** How long ago it was. */
  readonly ago: string
  /** Null if it is not known, or has no address. */
  readonly transaction: TransactionLink | null
  /** As the activity feed announces it. */
  readonly announcement: string
}

/** What the texts depend on besides the events. */
export interface TimelineContext extends DateTimeStyle {
  readonly activity: ActivityMessages
  readonly messages: TimelineMessages
  readonly token: TokenInfo | null
  readonly sender: string | undefined
  readonly nameOf?: NameOf | undefined
  readonly transactionUrl?: ((hash: string) => string | null | undefined) | undefined
  /** Server time in Unix ms, to the minute. */
  readonly nowMs: number
}

/** The rows of all stretches, newest first. */
export function describeHistory(
  history: TimelineHistory,
  context: TimelineContext,
): readonly TimelineEntry[] {
  return history.flatMap(({ events }, index) => {
    const rows = events.map((event) => describeEvent(event, context))
    const end = endOf(history, index)
    const oldest = events.at(-1)?.key ?? 'top'
    return end === null ? rows : [...rows, describeEnd(end, `${end}:${index}:${oldest}`, context)]
  })
}

/** Names who is meant, not which stream: that is the same for all rows. */
const parties: {
  readonly [T in PaymentEventType]: (
    event: EventOf<T>,
  ) => readonly [text: 'by' | 'to' | 'refundedTo', address: string | undefined]
} = {
  'stream.created': (event) => ['by', event.sender],
  'stream.topped_up': () => ['by', undefined],
  'stream.withdrawn': (event) => ['to', event.recipient],
  'stream.cancelled': () => ['refundedTo', undefined],
  'stream.completed': (event) => ['to', event.recipient],
  'stream.paused': (event) => ['by', event.sender],
  'stream.resumed': (event) => ['by', event.sender],
}

function partyOf<T extends PaymentEventType>(event: EventOf<T>, context: TimelineContext): string {
  const { messages, sender, nameOf } = context
  const [text, address = sender] = parties[event.type as T](event)
  return address === undefined ? '' : messages[text]({ party: nameParty(address, nameOf) })
}

const noText = {
  icon: 'gap',
  amount: '',
  exactAmount: '',
  detail: '',
  time: '',
  isoTime: undefined,
  fullTime: '',
  ago: '',
  event: null,
  transaction: null,
  announcement: '',
} as const

function describeEvent(placed: TimelineEvent, context: TimelineContext): TimelineEntry {
  const { key, event, position, atMs } = placed
  const { activity, messages, token, nameOf, locale, transactionUrl } = context
  if (event === null) {
    const times = timesOf(atMs, context)
    return { ...noText, ...times, key, kind: 'unreadable', title: messages.unreadable }
  }
  const happenedMs = event.timestamp === undefined ? atMs : event.timestamp * 1000
  const text: EntryText = describeEntry(
    { kind: 'event', key, event, position, receivedAtMs: atMs },
    { messages: activity, token, nameOf, locale },
  )
  const hash = event.transactionHash
  const href = hash === undefined ? null : transactionUrl?.(hash)
  return {
    ...text,
    ...timesOf(happenedMs, context),
    key,
    kind: 'event',
    event,
    detail: partyOf(event, context),
    transaction: hash !== undefined && href ? { hash: shortAddress(hash), href } : null,
    announcement: activity.announceEvent(text),
  }
}

function timesOf(atMs: number, context: TimelineContext) {
  const { nowMs, messages, locale } = context
  return {
    time: printWhen(atMs, nowMs, context),
    isoTime: isoDateTime(atMs),
    fullTime: printDateAndTime(atMs, context),
    ago: printAgo(atMs, nowMs, { locale, now: messages.now }),
  }
}

function describeEnd(end: StretchEnd, key: string, { messages }: TimelineContext): TimelineEntry {
  return end === 'reset'
    ? { ...noText, key, kind: 'reset', title: messages.reset }
    : { ...noText, key, kind: 'gap', title: messages.missing, detail: messages[end] }
}
