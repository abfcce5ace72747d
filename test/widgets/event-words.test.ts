/** Events in words. */
import { describe, expect, it } from 'vitest'
import { paymentEvents, paymentEventTypes } from '../../src/feeds/payments/events.ts'
import type { PaymentsHistoryEntry } from '../../src/feeds/payments/selectors.ts'
import { describeEntry } from '../../src/widgets/activity-feed/event-words.ts'

const token = { symbol: 'USDC', decimals: 7 }

function entryOf(type: (typeof paymentEventTypes)[number]): PaymentsHistoryEntry {
  const event = paymentEvents[type].example
  return { kind: 'event', key: type, event, position: null, receivedAtMs: 0 }
}

describe('an event in words', () => {
  it.each(paymentEventTypes)('of type %s has a title and says which stream', (type) => {
    const words = describeEntry(entryOf(type), { token, locale: 'en-US' })
    expect(words.title).not.toBe('')
    expect(words.detail).toContain('Stream 42')
  })

  it('says the amount to the last digit and with its symbol', () => {
    const words = describeEntry(entryOf('stream.withdrawn'), { token, locale: 'en-US' })
    expect(words.amount).toBe('3.60\u00a0USDC')
  })

  it('says no amount when the decimals are not known', () => {
    expect(describeEntry(entryOf('stream.withdrawn'), { token: null }).amount).toBe('')
  })

  it('calls people by the names the application knows', () => {
    const words = describeEntry(entryOf('stream.withdrawn'), { token, nameOf: () => 'Ada' })
    expect(words.detail).toBe('Stream 42 to Ada')
  })

  it('says how many events a gap swallowed', () => {
    const gap = { kind: 'gap', key: 'g', reason: 'trimmed', receivedAtMs: 0 } as const
    const title = (from: number, to: number) => describeEntry({ ...gap, from, to }, { token }).title
    expect(title(5, 9)).toBe('5 events are missing here')
    expect(title(5, 5)).toBe('1 event is missing here')
  })
})
