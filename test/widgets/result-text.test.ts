import { describe, expect, it } from 'vitest'
import type { StreamState } from '../../src/feeds/payments/index.ts'
import { actionEnglish, unitEnglish } from '../../src/messages/actions-english.ts'
import type { StreamAction } from '../../src/react/actions/command.ts'
import { createdText, resultText } from '../../src/widgets/stream-actions/result-text.ts'

const usdc = { symbol: 'USDC', decimals: 7 }
const stream: StreamState = {
  streamId: '7',
  sender: 'GA',
  recipient: 'GB',
  tokenAddress: 'CC',
  ratePerSecond: 10_000_000n,
  depositedAmount: 1_000_000_000n,
  withdrawnAmount: 100_000_000n,
  startTime: 1_790_000_000,
  lastUpdateTime: 1_790_000_010,
  status: 'active',
  pausedAt: null,
}
const answer = (change: Partial<StreamState>) => ({ stream: { ...stream, ...change } })
const styleIn = (locale: string) => ({
  locale,
  messages: actionEnglish,
  units: unitEnglish,
  nameOf: () => 'Ada',
})
const style = styleIn('en-US')

function textOf(kind: Exclude<StreamAction, 'top-up'>, after: object, locale = 'en-US') {
  const text = resultText({ kind, streamId: '7' }, stream, after, usdc, styleIn(locale))
  return text.replaceAll('\u00a0', ' ')
}

describe('the result of a command', () => {
  it('is what a withdrawal has paid, and to which party', () => {
    const after = answer({ withdrawnAmount: 350_000_000n, lastUpdateTime: 1_790_000_035 })
    expect(textOf('withdraw', after)).toBe('25.00 USDC paid to Ada.')
    expect(textOf('withdraw', after, 'de-DE')).toBe('25,00 USDC paid to Ada.')
  })

  it('omits the amount if there was another withdrawal in between, or no stream in the answer', () => {
    const after = answer({ withdrawnAmount: 350_000_000n, lastUpdateTime: 1_790_000_012 })
    expect(textOf('withdraw', after)).toBe('Stream 7 paid out.')
    expect(textOf('withdraw', {})).toBe('Stream 7 paid out.')
  })

  it('is what a cancellation has refunded', () => {
    const after = answer({ status: 'cancelled', withdrawnAmount: 300_000_000n })
    expect(textOf('cancel', after)).toBe('Stream 7 cancelled. 70.00 USDC refunded.')
    const empty = answer({ status: 'cancelled', withdrawnAmount: 1_000_000_000n })
    expect(textOf('cancel', empty)).toBe('Stream 7 cancelled.')
  })

  it('is the new stream, or the amount that was added', () => {
    const sent = { recipient: 'GB', depositedAmount: 12_500_000_000n }
    expect(createdText(answer({}), sent, usdc, style)).toBe(
      'Stream 7 created: 1,250.00\u00a0USDC to Ada.',
    )
    const topUp = { kind: 'top-up', streamId: '7', amount: 5_000_000n } as const
    expect(resultText(topUp, stream, {}, usdc, style)).toBe('0.50\u00a0USDC added to stream 7.')
    expect(resultText(topUp, stream, {}, null, style)).toBe(
      '5,000,000\u00a0base units added to stream 7.',
    )
  })
})
