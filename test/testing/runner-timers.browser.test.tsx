/**
 * What docs/testing.md promises for tests that use the fake timers of their runner, and for widgets without a
 * provider under a virtual time.
 */
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { FlowingBalance, GaugeProvider, type GivenStream } from '../../src/index.ts'
import { createMockBackend, demoAccounts, demoTokens } from '../../src/mocks/index.ts'
import { frozenClock, installFakeTime } from '../../src/testing/index.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

const startMs = Date.UTC(2026, 0, 1)
const token = { symbol: 'USDC', decimals: 7 }
const streamSince = (sinceMs: number): GivenStream => ({
  ratePerSecond: 1_000_000n,
  depositedAmount: 3_600_000_000n,
  withdrawnAmount: 0n,
  startTime: sinceMs / 1000,
  lastUpdateTime: sinceMs / 1000,
  status: 'active',
  pausedAt: null,
})
const shown = () => document.querySelector('.sg-balance__value')?.textContent

let errors: MockInstance<typeof console.error>
beforeEach(() => {
  errors = vi.spyOn(console, 'error')
})
afterEach(() => {
  cleanup()
  expect(errors.mock.calls).toEqual([])
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('the fake timers of Vitest', () => {
  it.each([startMs + 86_400_000, startMs])('move a given stream, from %i on', async (nowMs) => {
    // The second run starts before the first: the page's ticker must not stay at its time.
    vi.useFakeTimers({ now: nowMs })
    render(<FlowingBalance stream={streamSince(nowMs)} token={token} />)
    expect(shown()).toBe('0.00')
    await act(() => vi.advanceTimersByTimeAsync(10_000))
    expect(shown()).toBe('1.00')
  })

  it('move a widget, its connection and a mock backend together', async () => {
    vi.useFakeTimers({ now: startMs })
    const backend = createMockBackend()
    const { stream } = await backend.ledger.create({
      sender: demoAccounts[0]?.address ?? '',
      recipient: demoAccounts[1]?.address ?? '',
      tokenAddress: demoTokens[0]?.address ?? '',
      ratePerSecond: 1_000_000n,
      depositedAmount: 3_600_000_000n,
    })
    render(
      <GaugeProvider url="" fetch={backend.fetch} persist={false}>
        <FlowingBalance streamId={stream.streamId} token={token} />
      </GaugeProvider>,
    )
    await act(() => vi.advanceTimersByTimeAsync(100))
    expect(shown()).toBe('0.00')
    await act(() => vi.advanceTimersByTimeAsync(9_900))
    expect(shown()).toBe('1.00')
    await act(async () => {
      await backend.ledger.pause({ streamId: stream.streamId })
      await vi.advanceTimersByTimeAsync(5_000)
    })
    expect(shown()).toBe('1.00')
    cleanup()
    await backend.close()
  })
})

describe('an installed virtual time', () => {
  it.each([startMs + 86_400_000, startMs])('moves a given stream, from %i on', async (nowMs) => {
    const time = installFakeTime({ nowMs })
    render(<FlowingBalance stream={streamSince(nowMs)} token={token} />)
    expect(shown()).toBe('0.00')
    await act(() => time.advance(10_000))
    expect(shown()).toBe('1.00')
    cleanup()
    time.uninstall()
  })
})

describe('a frozen clock', () => {
  it('keeps a balance as it is at that time', async () => {
    const platform = { clock: frozenClock(startMs + 12_340) }
    render(
      <GaugeProvider platform={platform} locale="en-US">
        <FlowingBalance stream={streamSince(startMs)} token={token} />
      </GaugeProvider>,
    )
    for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame)
    expect(shown()).toBe('1.23')
  })
})
