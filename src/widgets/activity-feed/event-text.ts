/**
 * The texts of one entry of the activity feed: a title, an amount, and which stream and party. A total
 * record by event type, so that a new event type does not compile without its texts. Pure.
 */

import type { EventOf, PaymentEvent, PaymentEventType } from '../../feeds/payments/events.ts'
import type { PaymentsHistoryEntry } from '../../feeds/payments/selectors.ts'
import { createAmountFormat, type TokenInfo } from '../../money/index.ts'
import { type NameOf, nameParty } from '../formatting/addresses.ts'
import type { IconName } from '../icons/icon.tsx'
import type { BalancesAfterBreak } from './feed-lines.ts'

/** The texts of one entry. */
export interface EntryText {
  readonly icon: IconName
  /** The event in a word or two. */
  readonly title: string
  /** The amount of the event with its symbol; empty if it has none or its token is not known. */
  readonly amount: string
  /** Which stream and party. */
  readonly detail: string
}

interface EventRow<T extends PaymentEventType> {
  readonly icon: IconName
  readonly title: string
  readonly unitsOf: (event: EventOf<T>) => bigint | null
  /** The party that the event names; null for none. */
  readonly partyOf: (
    event: EventOf<T>,
  ) => { readonly preposition: string; readonly address: string } | null
}

const to = (address: string) => ({ preposition: 'to', address })

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

/** What the texts depend on besides the entry. */
export interface EntryContext {
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
      const count = entry.to - entry.from + 1
      return describeBreak(count === 1 ? '1 event missed' : `${count} events missed`, context)
    }
    case 'reset':
      return describeBreak('Event history was reset', context)
  }
}

const balanceNotes: { readonly [B in BalancesAfterBreak]: string } = {
  refreshing: 'Refreshing balances',
  refreshed: 'Balances refreshed',
  unknown: '',
}

function describeBreak(title: string, { balances }: EntryContext): EntryText {
  return { icon: 'gap', title, amount: '', detail: balanceNotes[balances ?? 'refreshing'] }
}

function describeEvent<T extends PaymentEventType>(
  event: EventOf<T>,
  { token, nameOf, locale }: EntryContext,
): EntryText {
  const row: EventRow<T> = rows[event.type as T]
  const units = row.unitsOf(event)
  const party = row.partyOf(event)
  const partyText = party ? ` ${party.preposition} ${nameParty(party.address, nameOf)}` : ''
  return {
    icon: row.icon,
    title: row.title,
    amount: units === null || !token ? '' : printTokenAmount(units, token, locale),
    detail: `Stream ${event.streamId}${partyText}${amountNote(event)}`,
  }
}

/** The amount of a cancellation is what was refunded, which the title alone does not say. */
function amountNote(event: PaymentEvent): string {
  return event.type === 'stream.cancelled' ? ', refunded' : ''
}

/** At least two digits after the point, and every digit of the exact amount. */
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
