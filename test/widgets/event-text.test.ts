/** The texts of activity entries. */
import { describe, expect, it } from 'vitest'
import { paymentEvents, paymentEventTypes } from '../../src/feeds/payments/events.ts'
import type { PaymentsHistoryEntry } from '../../src/feeds/payments/selectors.ts'
import { activityEnglish as messages } from '../../src/messages/english.ts'
import { describeEntry } from '../../src/widgets/activity-feed/event-text.ts'

const token = { symbol: 'USDC', decimals: 7 }

function entryOf(type: (typeof paymentEventTypes)[number]): PaymentsHistoryEntry {
  const event = paymentEvents[type].example
  return { kind: 'event', key: type, event, position: null, receivedAtMs: 0 }
}

describe('the texts of an entry', () => {
  it.each(paymentEventTypes)('of type %s have a title and name the stream', (type) => {
    const text = describeEntry(entryOf(type), { messages, token, locale: 'en-US' })
    expect(text.title).not.toBe('')
    expect(text.detail).toContain('Stream 42')
  })

  it('contain the amount with two decimals and its symbol, and separately the exact amount', () => {
    const of = (amount: bigint) => {
      const entry = entryOf('stream.withdrawn') as Extract<PaymentsHistoryEntry, { kind: 'event' }>
      const event = { ...entry.event, amount } as typeof entry.event
      const text = describeEntry({ ...entry, event }, { messages, token, locale: 'en-US' })
      return [text.amount, text.exactAmount]
    }
    expect(of(36_000_000n)).toEqual(['3.60\u00a0USDC', '3.60\u00a0USDC'])
    expect(of(12_003_456_789n)).toEqual(['1,200.34\u00a0USDC', '1,200.3456789\u00a0USDC'])
    expect(of(12n)).toEqual(['0.0000012\u00a0USDC', '0.0000012\u00a0USDC'])
  })

  it('contain no amount when the decimals are not known', () => {
    expect(describeEntry(entryOf('stream.withdrawn'), { messages, token: null }).amount).toBe('')
  })

  it('use the names of the application for addresses', () => {
    const text = describeEntry(entryOf('stream.withdrawn'), {
      messages,
      token,
      nameOf: () => 'Ada',
    })
    expect(text.detail).toBe('Stream 42 to Ada')
  })

  it('count the events of a gap', () => {
    const gap = { kind: 'gap', key: 'g', reason: 'trimmed', receivedAtMs: 0 } as const
    const title = (from: number, to: number) =>
      describeEntry({ ...gap, from, to }, { messages, token }).title
    expect(title(5, 9)).toBe('5 events missed')
    expect(title(5, 5)).toBe('1 event missed')
  })

  it('claim refreshed balances only once they are', () => {
    const reset = { kind: 'reset', key: 'r', reason: 'epoch', receivedAtMs: 0 } as const
    const detail = (balances: 'refreshing' | 'refreshed' | 'unknown') =>
      describeEntry(reset, { messages, token, balances }).detail
    expect(detail('refreshing')).toBe('Refreshing balances')
    expect(detail('refreshed')).toBe('Balances refreshed')
    expect(detail('unknown')).toBe('')
  })
})
