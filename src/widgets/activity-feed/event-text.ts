/**
 * The texts of one entry of the activity feed: a title, an amount, and which stream and party. A total
 * record by event type, so that a new event type does not compile without its texts. Pure.
 */

import type { EventOf, PaymentEventType } from '../../feeds/payments/events.ts'
import type { PaymentsHistoryEntry } from '../../feeds/payments/selectors.ts'
import { countOf } from '../../messages/cached-format.ts'
import type { ActivityMessages } from '../../messages/messages.ts'
import type { TokenInfo } from '../../money/index.ts'
import { type NameOf, nameParty } from '../formatting/addresses.ts'
import { printTokens } from '../formatting/amounts.ts'
import type { IconName } from '../icons/icon.tsx'
import type { BalancesAfterBreak } from './feed-lines.ts'

/** The texts of one entry. */
export interface EntryText {
  /** The name of its icon. */
  readonly icon: IconName
  /** The event in a word or two. */
  readonly title: string
  /** The amount of the event with its symbol; empty if it has none or its token is not known. */
  readonly amount: string
  /** The same with every digit, for titles and for copying. */
  readonly exactAmount: string
  /** Which stream and party. */
  readonly detail: string
}

interface EventRow<T extends PaymentEventType> {
  readonly icon: IconName
  readonly unitsOf: (event: EventOf<T>) => bigint | null
  /** The recipient that the event names; null for none. */
  readonly recipientOf: (event: EventOf<T>) => string | null
}

const rows: { readonly [T in PaymentEventType]: EventRow<T> } = {
  'stream.created': {
    icon: 'created',
    unitsOf: (event) => event.depositedAmount,
    recipientOf: (event) => event.recipient,
  },
  'stream.topped_up': {
    icon: 'toppedUp',
    unitsOf: (event) => event.amount,
    recipientOf: () => null,
  },
  'stream.withdrawn': {
    icon: 'withdrawn',
    unitsOf: (event) => event.amount,
    recipientOf: (event) => event.recipient,
  },
  'stream.cancelled': {
    icon: 'cancelled',
    unitsOf: (event) => event.refundedAmount,
    recipientOf: () => null,
  },
  'stream.completed': {
    icon: 'completed',
    unitsOf: (event) => event.totalWithdrawn,
    recipientOf: (event) => event.recipient,
  },
  'stream.paused': {
    icon: 'paused',
    unitsOf: () => null,
    recipientOf: () => null,
  },
  'stream.resumed': {
    icon: 'resumed',
    unitsOf: () => null,
    recipientOf: () => null,
  },
}

/** What the texts depend on besides the entry. */
export interface EntryContext {
  readonly messages: ActivityMessages
  /** The token of the event's stream; null when it is not known. */
  readonly token: TokenInfo | null
  /** For a gap or reset. Default `refreshing`. */
  readonly balances?: BalancesAfterBreak | null | undefined
  readonly nameOf?: NameOf | undefined
  readonly locale?: string | undefined
}

/** The texts of one entry of the history. */
export function describeEntry(entry: PaymentsHistoryEntry, context: EntryContext): EntryText {
  switch (entry.kind) {
    case 'event':
      return describeEvent(entry.event, context)
    case 'gap': {
      const { messages, locale } = context
      const count = entry.to - entry.from + 1
      return describeBreak(messages.missed(countOf(count, locale)), context)
    }
    case 'reset':
      return describeBreak(context.messages.reset, context)
  }
}

function describeBreak(title: string, { balances, messages }: EntryContext): EntryText {
  const detail = balances === 'unknown' ? '' : messages[balances ?? 'refreshing']
  return { icon: 'gap', title, amount: '', exactAmount: '', detail }
}

function describeEvent<T extends PaymentEventType>(
  event: EventOf<T>,
  { messages, token, nameOf, locale }: EntryContext,
): EntryText {
  const row: EventRow<T> = rows[event.type as T]
  const units = row.unitsOf(event)
  const recipient = row.recipientOf(event)
  const { streamId: id, type } = event
  // The amount of a cancellation is the refund, which the title alone does not say.
  return {
    icon: row.icon,
    title: messages[type],
    amount: units === null || !token ? '' : printTokens(units, token, locale),
    exactAmount: units === null || !token ? '' : printTokens(units, token, locale, 'exact'),
    detail:
      recipient === null
        ? messages[type === 'stream.cancelled' ? 'detailRefunded' : 'detail']({ id })
        : messages.detailTo({ id, recipient: nameParty(recipient, nameOf) }),
  }
}
