/** The summary without React: when it changes, and what it subscribes to. */
import { describe, expect, it } from 'vitest'
import { createSession } from '../../src/index.ts'
import type { StreamReference } from '../../src/react/stream-summary.ts'
import { createSummarySource } from '../../src/react/summary-source.ts'
import { createPageWorld } from '../platform/page-world.ts'
import { eventFrame, snapshotFrame, streamState, withdrawn } from '../store/frames.ts'

const second = 1000
const tokens = { CTOKEN: { symbol: 'USDC', decimals: 2 } }

/** A stream of 10,000 seconds from 1,000 on, at second 2,000. */
function createSource(reference: StreamReference, renderedAtMs: number | null = null) {
  const world = createPageWorld(2_000 * second)
  const session = createSession({ tokens, platform: world.platform })
  session.store.apply([snapshotFrame([streamState('7')])])
  session.store.setFollowing({ wanted: ['all'], covered: ['all'], leftOut: [] })
  const gauge = { session, tokens: session.tokens, renderedAtMs }
  const source = createSummarySource({ gauge, locale: 'en-US', reference })
  let calls = 0
  // As React does: it reads before it subscribes, and whenever it is called.
  source.getSnapshot()
  const stop = source.subscribe(() => {
    calls += 1
    source.getSnapshot()
  })
  return { world, session, source, stop, calls: () => calls }
}

describe('a summary (U1)', () => {
  it('is the same object until something in it changes', () => {
    const { session, source } = createSource({ streamId: '7' })
    const before = source.getSnapshot()
    expect(before).toMatchObject({ phase: 'ready', status: 'streaming', isTicking: true })
    session.store.apply([snapshotFrame([streamState('7'), streamState('8')])])
    session.ticker.setMinIntervalMs(500, 'test')
    expect(source.getSnapshot()).toEqual(before)
    session.store.apply([eventFrame(withdrawn('7', 1n, 2_000))])
    expect(source.getSnapshot()).not.toBe(before)
    const after = source.getSnapshot()
    expect(source.getSnapshot()).toBe(after)
  })

  it('changes when the page is paused, and back', () => {
    const { session, source, calls } = createSource({ streamId: '7' })
    expect(source.getSnapshot().isTicking).toBe(true)
    session.ticker.pause()
    expect(calls()).toBe(1)
    expect(source.getSnapshot().isTicking).toBe(false)
    session.ticker.resume()
    expect(source.getSnapshot().isTicking).toBe(true)
  })

  it('changes its status at its time, without an event', () => {
    const { world, source, calls } = createSource({ streamId: '7' })
    expect(source.getSnapshot().status).toBe('streaming')
    world.advance(9_500 * second)
    expect(calls()).toBeGreaterThan(0)
    expect(source.getSnapshot().status).toBe('settled')
  })

  it('has its new times after an event', () => {
    const { world, session, source } = createSource({ streamId: '7' })
    source.getSnapshot()
    session.store.apply([
      snapshotFrame([{ ...streamState('7'), startTime: 3_000, lastUpdateTime: 3_000 }]),
    ])
    expect(source.getSnapshot().status).toBe('pending')
    world.advance(999 * second)
    expect(source.getSnapshot().status).toBe('pending')
    world.advance(2 * second)
    expect(source.getSnapshot().status).toBe('streaming')
  })

  it('is that of the time at which the server rendered it, in hydration', () => {
    const { source } = createSource({ stream: streamState('7') }, 20_000 * second)
    expect(source.getServerSnapshot().status).toBe('settled')
    expect(source.getServerSnapshot()).toBe(source.getServerSnapshot())
    expect(source.getSnapshot().status).toBe('streaming')
  })
})

describe('what a summary follows (U2)', () => {
  it('stops when it is cancelled', () => {
    const { session, stop, source, calls } = createSource({ streamId: '7' })
    source.getSnapshot()
    stop()
    expect(session.ticker.getLoad().targets).toBe(0)
    session.ticker.pause()
    session.store.apply([eventFrame(withdrawn('7', 1n, 2_000))])
    expect(calls()).toBe(0)
  })

  it('does not include the ticker while there is no status', () => {
    const { session, source } = createSource({ streamId: '9' })
    expect(source.getSnapshot().phase).toBe('empty')
    expect(session.ticker.getLoad().targets).toBe(0)
    session.store.apply([snapshotFrame([streamState('9')])])
    expect(source.getSnapshot().phase).toBe('ready')
    expect(session.ticker.getLoad().targets).toBe(1)
  })
})
