import { describe, expect, it } from 'vitest'
import { en } from '../../src/messages/en.ts'
import { depletionSecond } from '../../src/money/accrual.ts'
import type { AccountSummary } from '../../src/react/use-account-summary.ts'
import { describeAccount } from '../../src/widgets/account-view/account-text.ts'
import { nextDurationChangeMs, printDuration } from '../../src/widgets/account-view/duration.ts'
import { printRate } from '../../src/widgets/account-view/rates.ts'
import { outgoing, tokens } from '../../stories/sample-streams.ts'

const token = { symbol: 'USDC', decimals: 7 }
const summary: AccountSummary = {
  phase: 'ready',
  error: null,
  status: 'streaming',
  direction: 'incoming',
  freshness: 'live',
  asOfMs: null,
  isEndingSoon: false,
  isCritical: false,
  isTicking: true,
  account: 'GME',
  tokenAddress: outgoing.tokenAddress,
  token,
  tokens: [outgoing.tokenAddress],
  incomingPerSecond: 50_540n,
  outgoingPerSecond: 7_472n,
  runway: { stream: outgoing, endsAtMs: (depletionSecond(outgoing) ?? 0) * 1000 },
  incomingStreams: 2,
  outgoingStreams: 1,
  pausedStreams: 0,
}

const context = {
  messages: en.account,
  reasons: en.unavailable,
  kind: 'net',
  per: 'day',
  nearMs: Date.UTC(2026, 10, 20),
  locale: 'en-GB',
  timeZone: 'UTC',
} as const

const textOf = (changes: Partial<AccountSummary> = {}, options = {}) =>
  describeAccount({ ...summary, ...changes }, { ...context, ...options })

describe('the texts of an account', () => {
  it('say what flows, with sign and period', () => {
    expect(textOf()).toMatchObject({
      label: 'Balance in streams',
      incoming: '+436.66\u00a0USDC per day',
      outgoing: '−64.55\u00a0USDC per day',
      net: '+372.10\u00a0USDC per day',
      runsOut: 'Stream 61 runs out 31 Jan, 14:02',
      status: '',
      notes: [],
      message: '',
    })
    expect(textOf({}, { nearMs: Date.UTC(2025, 0, 1) }).runsOut).toMatch(/ 31 Jan 20\d\d$/)
    expect(textOf({}, { per: 'month' }).outgoing).toBe('−1,936.74\u00a0USDC per month')
  })

  it('name the one balance of an account that only receives or only sends', () => {
    expect(textOf({ outgoingStreams: 0 }).label).toBe('Withdrawable')
    expect(textOf({ incomingStreams: 0 }).label).toBe('Remaining')
    expect(textOf({}, { kind: 'withdrawable' }).label).toBe('Withdrawable')
  })

  it('have the time of a balance that is not live', () => {
    const asOfMs = Date.UTC(2026, 10, 20, 14, 2, 11)
    expect(textOf({ freshness: 'stale', asOfMs }).label).toBe('Balance in streams as of 14:02:11')
  })

  it('say why nothing flows, and what else there is', () => {
    expect(textOf({ status: 'settled' }).status).toBe('All streams are fully streamed')
    expect(textOf({ pausedStreams: 2, tokens: ['a', 'b'] }).notes).toEqual([
      '2 streams paused',
      '1 more token',
    ])
    // All of them: that is the status already.
    expect(textOf({ pausedStreams: 2, status: 'paused' }).notes).toEqual([])
  })

  it('say why there is no balance', () => {
    expect(textOf({ phase: 'empty' })).toMatchObject({
      unavailable: 'empty',
      message: en.account.empty,
      net: '',
      runsOut: '',
    })
    expect(textOf({ phase: 'loading' })).toMatchObject({ unavailable: 'loading', message: '' })
  })

  it('have a stream without an id, and one without an end', () => {
    const { streamId: _, ...stream } = outgoing
    expect(textOf({ runway: { stream, endsAtMs: 0 } }).runsOut).toBe('A stream runs out 1 Jan 1970')
    expect(textOf({ runway: { stream: outgoing, endsAtMs: 9e15 } }).runsOut).toBe('No end date')
  })
})

describe('a rate', () => {
  it('has no sign if nothing flows, and all digits if it would read 0', () => {
    const style = { ...context, token: tokens[outgoing.tokenAddress] ?? token }
    expect(printRate(0n, style)).toBe('0.00\u00a0EURC per day')
    expect(printRate(-1n, { ...style, per: 'second' })).toBe('−0.0000001\u00a0EURC per second')
  })
})

describe('the time that is left', () => {
  const second = 1000
  const hour = 3_600 * second
  it.each([
    [12.9 * 24 * hour, '12 days'],
    [48 * hour, '2 days'],
    [48 * hour - 1, '47 hours'],
    [2 * hour, '2 hours'],
    [2 * hour - 1, '119 minutes'],
    [119 * second, '119 seconds'],
    [1 * second, '1 second'],
    [999, '0 seconds'],
    [-5, '0 seconds'],
  ])('%s ms is %s: never more than there is', (leftMs, text) => {
    expect(printDuration(leftMs, 'en-GB')).toBe(text)
  })

  it('changes exactly when it is said to', () => {
    const endsAtMs = 1_000_000_000
    for (const leftMs of [50 * hour, 48 * hour, 47.5 * hour, 2 * hour, 3 * second, second, 400]) {
      const atMs = endsAtMs - leftMs
      const shown = printDuration(leftMs, 'en-GB')
      const nextMs = nextDurationChangeMs(endsAtMs, atMs)
      if (nextMs === null) {
        expect(shown).toBe('0 seconds')
        continue
      }
      expect(printDuration(endsAtMs - (nextMs - 1), 'en-GB')).toBe(shown)
      expect(printDuration(endsAtMs - nextMs, 'en-GB')).not.toBe(shown)
    }
  })
})
