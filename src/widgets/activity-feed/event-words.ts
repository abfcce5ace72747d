/**
 * What happened to a payment stream, in words: a title, the amount that moved, and who and where.
 * A total record by event type, so that a new event cannot be forgotten. Pure.
 */

import type { EventOf, PaymentEvent, PaymentEventType } from '../../feeds/payments/events.ts'
import type { PaymentsHistoryEntry } from '../../feeds/payments/selectors.ts'
import { createAmountFormat, type TokenInfo } from '../../money/index.ts'
import type { IconName } from '../icons/icon.tsx'
import { type NameOf, nameParty } from '../wording/addresses.ts'

/** One line of the feed in words. */
export interface EntryWords {
  readonly icon: IconName
  /** What happened, in a word or two. */
  readonly title: string
  /** The amount that moved with its symbol; empty when none did or its token is not known. */
  readonly amount: string
  /** Which stream and who. */
  readonly detail: string
}

interface EventRow<T extends PaymentEventType> {
  readonly icon: IconName
  readonly title: string
  readonly unitsOf: (event: EventOf<T>) => bigint | null
  /** Who it concerns, as the event says; null when it does not. */
  readonly partyOf: (
    event: EventOf<T>,
  ) => { readonly word: string; readonly address: string } | null
}

const to = (address: string) => ({ word: 'to', address })

const rows: { readonly [T in PaymentEventType]: EventRow<T> } = {
  'stream.created': {
    icon: 'created',
    title: 'Created',
    unitsOf: (event) => event.depositedAmount,
    partyOf: (event) => to(event.recipient),
  },
  'stream.topped_up': {
    icon: 'toppedUp',
    title: 'Topped up',
    unitsOf: (event) => event.amount,
    partyOf: () => null,
  },
  'stream.withdrawn': {
    icon: 'withdrawn',
    title: 'Withdrawn',
    unitsOf: (event) => event.amount,
    partyOf: (event) => to(event.recipient),
  },
  'stream.cancelled': {
    icon: 'cancelled',
    title: 'Cancelled',
    unitsOf: (event) => event.refundedAmount,
    partyOf: () => null,
  },
  'stream.completed': {
    icon: 'completed',
    title: 'Completed',
    unitsOf: (event) => event.totalWithdrawn,
    partyOf: (event) => to(event.recipient),
  },
  'stream.paused': {
    icon: 'paused',
    title: 'Paused',
    unitsOf: () => null,
    partyOf: () => null,
  },
  'stream.resumed': {
    icon: 'resumed',
    title: 'Resumed',
    unitsOf: () => null,
    partyOf: () => null,
  },
}

/** What an entry's words depend on besides itself. */
export interface EntryContext {
  /** The token of the event's stream; null when it is not known. */
  readonly token: TokenInfo | null
  readonly nameOf?: NameOf | undefined
  readonly locale?: string | undefined
}

/** The words of one entry of the history. */
export function describeEntry(entry: PaymentsHistoryEntry, context: EntryContext): EntryWords {
  switch (entry.kind) {
    case 'event':
      return describeEvent(entry.event, context)
    case 'gap': {
      const count = entry.to - entry.from + 1
      return {
        icon: 'gap',
        title: count === 1 ? '1 event is missing here' : `${count} events are missing here`,
        amount: '',
        detail: 'Balances were read again and are right',
      }
    }
    case 'reset':
      return {
        icon: 'gap',
        title: 'The history was replaced',
        amount: '',
        detail: 'Balances were read again and are right',
      }
  }
}

function describeEvent<T extends PaymentEventType>(
  event: EventOf<T>,
  { token, nameOf, locale }: EntryContext,
): EntryWords {
  const row: EventRow<T> = rows[event.type as T]
  const units = row.unitsOf(event)
  const party = row.partyOf(event)
  const who = party ? ` ${party.word} ${nameParty(party.address, nameOf)}` : ''
  return {
    icon: row.icon,
    title: row.title,
    amount: units === null || !token ? '' : printTokenAmount(units, token, locale),
    detail: `Stream ${event.streamId}${who}${amountNote(event)}`,
  }
}

/** The amount of a cancellation is what went back, which the title alone does not say. */
function amountNote(event: PaymentEvent): string {
  return event.type === 'stream.cancelled' ? ', refunded' : ''
}

/** Two digits, more only where there are more: amounts that moved are exact. */
function printTokenAmount(units: bigint, token: TokenInfo, locale: string | undefined): string {
  const { decimals, symbol } = token
  const format = createAmountFormat({
    locale,
    decimals,
    fractionDigits: decimals,
    minimumFractionDigits: Math.min(2, decimals),
  })
  return `${format.text(units)}\u00a0${symbol}`
}
