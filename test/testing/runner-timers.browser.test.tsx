/**
 * What docs/testing.md promises for tests that use the fake timers of their runner, and for widgets without a
 * provider under a virtual time.
 */
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  ActivityFeed,
  FlowingBalance,
  GaugeProvider,
  type GivenStream,
  StreamCard,
} from '../../src/index.ts'
import { createMockBackend, demoAccounts, demoTokens } from '../../src/mocks/index.ts'
import { frozenClock, installFakeTime } from '../../src/testing/index.ts'
import { expectNoConsoleErrors } from './console-errors.ts'

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
const command = {
  sender: demoAccounts[0]?.address ?? '',
  recipient: demoAccounts[1]?.address ?? '',
  tokenAddress: demoTokens[0]?.address ?? '',
  ratePerSecond: 1_000_000n,
  depositedAmount: 3_600_000_000n,
}
// Before it is replaced: only what the browser has reported to be on screen ticks.
const nextFrame = requestAnimationFrame.bind(globalThis)
const painted = () => new Promise((resolve) => nextFrame(() => nextFrame(resolve)))
const shown = () => document.querySelector('.sg-balance__value')?.textContent

// Hooks after a test run in reverse order, so this is last.
afterEach(() => {
  vi.useRealTimers()
})
expectNoConsoleErrors()

describe('the fake timers of Vitest', () => {
  it.each([startMs + 86_400_000, startMs])('move a given stream, from %i on', async (nowMs) => {
    // The second run starts before the first: the page's ticker must not stay at its time.
    vi.useFakeTimers({ now: nowMs })
    render(<FlowingBalance stream={streamSince(nowMs)} token={token} />)
    expect(shown()).toBe('0.00')
    await painted()
    await act(() => vi.advanceTimersByTimeAsync(10_000))
    expect(shown()).toBe('1.00')
  })

  it('move a widget, its connection and a mock backend together', async () => {
    vi.useFakeTimers({ now: startMs })
    const backend = createMockBackend()
    const { stream } = await backend.ledger.create(command)
    render(
      <GaugeProvider url="" fetch={backend.fetch} persist={false}>
        <FlowingBalance streamId={stream.streamId} token={token} />
      </GaugeProvider>,
    )
    await act(() => vi.advanceTimersByTimeAsync(100))
    await painted()
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

describe('a provider in a test with real time', () => {
  it('causes no act warnings where the test waits as Testing Library asks it to', async () => {
    const backend = createMockBackend({ returnDelayMs: 0 })
    const { streamId } = (await backend.ledger.create(command)).stream
    render(
      <GaugeProvider url="" fetch={backend.fetch} persist={false} tokens={() => token}>
        <StreamCard streamId={streamId} />
        <ActivityFeed />
      </GaugeProvider>,
    )
    await screen.findAllByText(/USDC/)
    await backend.ledger.pause({ streamId })
    const card = () => document.querySelector('.sg-card')
    await waitFor(() => expect(card()?.getAttribute('data-status')).toBe('paused'))
    backend.dropConnections()
    await waitFor(() => expect(backend.openConnections).toBe(1))
    cleanup()
    await backend.close()
  })
})
