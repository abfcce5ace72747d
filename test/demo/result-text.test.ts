import { describe, expect, it } from 'vitest'
import { tokens } from '../../src/demo/directory.ts'
import { actedText, createdText, toppedUpText } from '../../src/demo/result-text.ts'
import { printAccountAddress, type StreamState } from '../../src/feeds/payments/index.ts'

const [tokenAddress = ''] = Object.keys(tokens)
const stream: StreamState = {
  streamId: '7',
  sender: printAccountAddress(new Uint8Array(32).fill(1)),
  recipient: printAccountAddress(new Uint8Array(32).fill(2)),
  tokenAddress,
  ratePerSecond: 10_000_000n,
  depositedAmount: 1_000_000_000n,
  withdrawnAmount: 100_000_000n,
  startTime: 1_790_000_000,
  lastUpdateTime: 1_790_000_010,
  status: 'active',
  pausedAt: null,
}
const answer = (change: Partial<StreamState>) => ({
  stream: { ...stream, ...change },
  eventId: null,
})
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('the result of a command', () => {
  it('is what a withdrawal has paid, and to which party', () => {
    const after = answer({ withdrawnAmount: 350_000_000n, lastUpdateTime: 1_790_000_035 })
    expect(plain(actedText('withdraw', stream, after, 'en-US'))).toMatch(
      /^25\.00 USDC paid to G.*\.$/,
    )
    expect(plain(actedText('withdraw', stream, after, 'de-DE'))).toMatch(/^25,00 USDC paid to/)
  })

  it('omits the amount if there was another withdrawal in between', () => {
    const after = answer({ withdrawnAmount: 350_000_000n, lastUpdateTime: 1_790_000_012 })
    expect(actedText('withdraw', stream, after, 'en-US')).toBe('Stream 7 paid out.')
    const unread = { stream: null, eventId: null }
    expect(actedText('withdraw', stream, unread, 'en-US')).toBe('Stream 7 paid out.')
  })

  it('is what a cancellation has refunded', () => {
    const after = answer({ status: 'cancelled', withdrawnAmount: 300_000_000n })
    expect(plain(actedText('cancel', stream, after, 'en-US'))).toBe(
      'Stream 7 cancelled. 70.00 USDC refunded.',
    )
    const empty = answer({ status: 'cancelled', withdrawnAmount: 1_000_000_000n })
    expect(actedText('cancel', stream, empty, 'en-US')).toBe('Stream 7 cancelled.')
  })

  it('is the new stream, or the amount that was added', () => {
    const sent = { recipient: stream.recipient, tokenAddress, units: 12_500_000_000n }
    expect(plain(createdText(answer({}), sent, 'en-US'))).toMatch(
      /^Stream 7 created: 1,250\.00 USDC to G.*\.$/,
    )
    expect(plain(toppedUpText(stream, 5_000_000n, 'en-US'))).toBe('0.50 USDC added to stream 7.')
  })
})
