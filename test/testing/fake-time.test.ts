import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createSession } from '../../src/index.ts'
import { createMockBackend, demoAccounts, demoTokens } from '../../src/mocks/index.ts'
import { systemClock, systemTimers } from '../../src/platform/system.ts'
import { createTicker } from '../../src/platform/ticker.ts'
import { createFakeTime, frozenClock, installFakeTime } from '../../src/testing/index.ts'
import { seeds } from '../support/contract-histories.ts'

const startMs = Date.UTC(2026, 0, 1)
const [sender, recipient] = demoAccounts.map(({ address }) => address)
const stream = {
  sender: sender ?? '',
  recipient: recipient ?? '',
  tokenAddress: demoTokens[0]?.address ?? '',
  ratePerSecond: 5n,
  depositedAmount: 1_000n,
}

describe('a frozen clock', () => {
  it('always shows the same time', () => {
    const clock = frozenClock(startMs)
    expect([clock.nowMs(), clock.nowMs(), clock.monotonicMs()]).toEqual([startMs, startMs, 0])
  })

  it('is the time of a mock backend', async () => {
    const backend = createMockBackend({ clock: frozenClock(startMs) })
    const created = await backend.ledger.create(stream)
    expect(created.stream.startTime).toBe(startMs / 1000)
    await backend.close()
  })
})

describe('a virtual time', () => {
  it('passes only when it is advanced', async () => {
    const time = createFakeTime({ nowMs: startMs })
    const ran: number[] = []
    time.timers.after(50, () => ran.push(time.nowMs()))
    await time.settle()
    expect([time.nowMs(), ran]).toEqual([startMs, []])
    await time.advance(49)
    expect(ran).toEqual([])
    await time.advance(1)
    expect(ran).toEqual([startMs + 50])
    expect(time.clock.nowMs() - time.clock.monotonicMs()).toBe(startMs)
  })

  it.each(seeds)('runs timers at their times, in order, seed %i', async (seed) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ delayMs: fc.nat(500), nextMs: fc.nat(300) }), { maxLength: 12 }),
        async (plans) => {
          const time = createFakeTime({ nowMs: 0 })
          const ran: number[] = []
          const due: number[] = []
          for (const { delayMs, nextMs } of plans) {
            due.push(delayMs, delayMs + nextMs)
            time.timers.after(delayMs, () => {
              ran.push(time.nowMs())
              time.timers.after(nextMs, () => ran.push(time.nowMs()))
            })
          }
          await time.advance(1_000)
          expect(ran).toEqual(due.sort((a, b) => a - b))
          expect(time.nowMs()).toBe(1_000)
        },
      ),
      { seed, numRuns: 20 },
    )
  })

  it('does not run what was cancelled, even by what runs at the same time', async () => {
    const time = createFakeTime()
    const ran: string[] = []
    const cancels = [
      time.timers.after(5, () => {
        ran.push('first')
        for (const cancel of cancels) cancel()
      }),
      time.timers.after(5, () => ran.push('second')),
      time.frames.request(() => ran.push('frame')),
    ]
    await time.advance(100)
    expect(ran).toEqual(['first'])
  })

  it('shows pending frames at the same time when it settles', async () => {
    const time = createFakeTime({ nowMs: startMs })
    const frames: number[] = []
    time.frames.request((atMs) => frames.push(atMs))
    await time.settle()
    expect([frames, time.nowMs()]).toEqual([[0], startMs])
  })

  it('settles although each frame requests another', async () => {
    const time = createFakeTime()
    let count = 0
    const loop = () => {
      count++
      time.frames.request(loop)
    }
    loop()
    await time.settle()
    expect(count).toBeLessThan(20)
    await time.advance(1_600)
    expect(count).toBeGreaterThanOrEqual(100)
  })
})

describe('an installed virtual time', () => {
  afterEach(() => vi.restoreAllMocks())

  it('drives mocks, sessions and tickers that are given no clock', async () => {
    const time = installFakeTime({ nowMs: startMs })
    const backend = createMockBackend()
    const { streamId } = (await backend.ledger.create(stream)).stream
    const session = createSession({
      url: '',
      fetch: backend.fetch,
      persist: false,
      filter: { streams: [streamId] },
    })
    session.start()
    await time.settle()
    expect(session.connection?.getSnapshot().status).toBe('open')
    expect(session.store.getState().items.get(streamId)?.startTime).toBe(startMs / 1000)
    await time.advance(60_000)
    // The server's clock is an estimate, which is a few milliseconds wide between two pings.
    expect(session.serverNowMs() - startMs - 60_000).toBeLessThan(10)
    expect(session.serverNowMs() - startMs - 60_000).toBeGreaterThanOrEqual(0)
    await backend.ledger.withdraw({ streamId })
    await time.settle()
    expect(session.store.getState().items.get(streamId)?.withdrawnAmount).toBe(300n)
    session.stop()
    await backend.close()
    time.uninstall()
  })

  it('leaves the time of the page alone', () => {
    const before = { setTimeout, dateNow: Date.now, now: performance.now }
    const time = installFakeTime({ nowMs: 0 })
    expect({ setTimeout, dateNow: Date.now, now: performance.now }).toEqual(before)
    expect(Date.now()).toBeGreaterThan(startMs)
    time.uninstall()
  })

  it('gives the time of the device back, once', async () => {
    const time = installFakeTime({ nowMs: 0 })
    expect(systemClock.nowMs()).toBe(0)
    time.uninstall()
    expect(systemClock.nowMs()).toBeGreaterThan(startMs)
    const second = installFakeTime({ nowMs: 7 })
    time.uninstall()
    expect(systemClock.nowMs()).toBe(7)
    second.uninstall()
    await new Promise<void>((resolve) => systemTimers.after(0, resolve))
  })

  it('is refused while there is another one, which stays', () => {
    const first = installFakeTime({ nowMs: 1 })
    try {
      expect(() => installFakeTime({ nowMs: 2 })).toThrow(
        expect.objectContaining({
          code: 'time_installed',
          message: expect.stringContaining('uninstall()'),
        }),
      )
      expect(systemClock.nowMs()).toBe(1)
    } finally {
      first.uninstall()
    }
    expect(systemClock.nowMs()).toBeGreaterThan(startMs)
  })

  it('is the time of a ticker that has shown another time before, while it shows nothing', () => {
    const page = {
      isHidden: () => false,
      isOnline: () => true,
      isFrozen: () => false,
      subscribe: () => () => {},
    }
    const later = installFakeTime({ nowMs: startMs + 86_400_000 })
    // The ticker of widgets without a provider lives as long as the page, over many tests.
    const shared = createTicker({
      clock: systemClock,
      timers: systemTimers,
      frames: later.frames,
      page,
    })
    expect(shared.nowMs()).toBe(startMs + 86_400_000)
    later.uninstall()
    const earlier = installFakeTime({ nowMs: startMs })
    expect(shared.nowMs()).toBe(startMs)
    earlier.uninstall()
  })
})

describe('the delays of a mock', () => {
  const session = (fetch: ReturnType<typeof createMockBackend>['fetch']) => {
    const made = createSession({ url: '', fetch, persist: false, filter: { all: true } })
    made.start()
    return made
  }

  it('are the latency of every answer, from the first one on', async () => {
    const time = installFakeTime()
    const backend = createMockBackend({ latencyMs: 250 })
    let status = 0
    void backend.fetch('/streams').then((answer) => {
      status = answer.status
    })
    await time.advance(249)
    expect(status).toBe(0)
    await time.advance(1)
    expect(status).toBe(200)
    await backend.close()
    time.uninstall()
  })

  it.each([
    [{ returnDelayMs: 0 }, 0, 100],
    [{ returnDelayMs: 500 }, 500, 1_000],
    [{ returnDelayMs: 20_000 }, 20_000, 21_000],
    [{}, 2_000, 5_000],
    // A `retry:` of 150 ms, and as much again at random.
    [{ config: { retryMs: [100, 150] as const } }, 100, 300],
  ])('%j is how long a lost connection stays away', async (options, leastMs, mostMs) => {
    const time = installFakeTime()
    const backend = createMockBackend(options)
    const { connection, stop } = session(backend.fetch)
    await time.settle()
    const status = () => connection?.getSnapshot().status
    expect(status()).toBe('open')
    backend.dropConnections()
    await time.settle()
    expect(status()).toBe('waiting')
    if (leastMs > 0) {
      await time.advance(leastMs - 1)
      expect(status()).toBe('waiting')
    }
    await time.advance(mostMs - leastMs + 1)
    expect(status()).toBe('open')
    stop()
    await backend.close()
    time.uninstall()
  })
})
