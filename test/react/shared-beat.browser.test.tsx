/** Which numbers are written when: those in texts together ten times a second, a hero number at every change. */
import { act } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import { FlowingBalance, type FlowingBalanceProps, GaugeProvider } from '../../src/index.ts'
import '../../src/styles.css'
import { createSession } from '../../src/payments-session.ts'
import { createPageWorld, frameMs } from '../platform/page-world.ts'
import { eventFrame, snapshotFrame, streamState, withdrawn } from '../store/frames.ts'
import { mount } from './mount.ts'

const startMs = 2_000_000
/** 1.00 token a second since second 1,000: 1,000.00 at the start, and another cent every 10 ms. */
const fast = streamState('1')
/** A cent every 130 ms, at other times than those of the first. */
const slow = { ...streamState('2'), ratePerSecond: 7_700_000n, depositedAmount: 10n ** 15n }
const tokens = { CTOKEN: { symbol: 'USDC', decimals: 2 } }
const slowToken = { symbol: 'SLOW', decimals: 8, shownDecimals: 2 }

const stopWatching = () => {}
afterEach(() => stopWatching())

async function show(...numbers: readonly FlowingBalanceProps[]) {
  const world = createPageWorld(startMs)
  const session = createSession({ platform: world.platform, tokens })
  act(() => session.store.apply([snapshotFrame([fast])]))
  const { host } = mount(
    <GaugeProvider session={session} locale="en-US">
      {numbers.map((props, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: never changes
        <p key={index}>
          <FlowingBalance {...props} />
        </p>
      ))}
    </GaugeProvider>,
  )
  const texts = () => [...host.querySelectorAll('.sg-balance__value')].map((e) => e.textContent)
  // Each has two targets, its digits and its sentence, that wait for what the browser reports, and a status.
  await expect.poll(() => session.ticker.getLoad().scheduled).toBeGreaterThan(2 * numbers.length)
  world.advance(2 * frameMs)
  const value = (index: number) => host.querySelectorAll('.sg-balance__value')[index] as Element
  return { world, session, texts, value }
}

/** Whole milliseconds, shorter than a frame: the world would skip a frame that is at the very end of a step. */
const stepMs = 5

/** Step by step for `ms`: the times since the start at which the text of each element became another one. */
function changesIn(
  world: Awaited<ReturnType<typeof show>>['world'],
  elements: readonly Element[],
  ms: number,
): readonly (readonly number[])[] {
  const changes = elements.map(() => [] as number[])
  for (let passed = 0; passed < ms; passed += stepMs) {
    const before = elements.map((element) => element.textContent)
    world.advance(stepMs)
    elements.forEach((element, index) => {
      if (element.textContent !== before[index]) changes[index]?.push(world.nowMs() - startMs)
    })
  }
  return changes
}

describe('numbers in the size of text', () => {
  it('are written at most ten times a second', async () => {
    const { world, value } = await show({ stream: fast })
    const [changes = []] = changesIn(world, [value(0)], 1_000)
    expect(changes.length).toBeGreaterThan(8)
    expect(changes.length).toBeLessThanOrEqual(10)
  })

  it('are written in the same frames, so that they share one layout', async () => {
    const { world, value } = await show({ stream: fast }, { stream: slow, token: slowToken })
    const [first = [], second = []] = changesIn(world, [value(0), value(1)], 3_000)
    expect(second.length).toBeGreaterThan(15)
    expect(second.filter((atMs) => !first.includes(atMs))).toEqual([])
  })

  it('are exact when they are written, and never more than a tenth of a second late', async () => {
    const { world, value } = await show({ stream: fast })
    for (let step = 0; step < 300; step += 1) {
      const before = value(0).textContent
      world.advance(stepMs)
      const shown = value(0).textContent
      const exactAt = (ms: number) => (1_000 + Math.floor(ms / 10) / 100).toFixed(2)
      const elapsedMs = world.nowMs() - startMs
      const plain = shown?.replace(',', '') ?? ''
      // Of a frame within this step.
      const exact = Array.from({ length: stepMs + 1 }, (_, ms) => exactAt(elapsedMs - ms))
      if (shown !== before) expect(exact).toContain(plain)
      expect(Number(plain)).toBeGreaterThanOrEqual(
        Number(exactAt(elapsedMs - 100 - 2 * frameMs - stepMs)),
      )
    }
  })

  it('show an event at once, between two beats', async () => {
    const { world, session, texts } = await show({ streamId: '1' })
    world.advance(130)
    act(() => session.store.apply([eventFrame(withdrawn('1', 99_000n, 1_990))]))
    const cents = Math.floor((world.nowMs() - startMs) / 10)
    expect(cents % 10).toBeGreaterThan(2)
    expect(texts()).toEqual([`10.${cents}`])
  })

  it('can be written at every visible change', async () => {
    const { world, value } = await show({ stream: slow, token: slowToken, everyMs: 0 })
    const [changes = []] = changesIn(world, [value(0)], 1_300)
    expect(changes.some((atMs) => atMs % 100 > 3 * frameMs)).toBe(true)
  })
})

describe('a hero number', () => {
  it('is written at every visible change, and not on the beat', async () => {
    const { world, value } = await show({ stream: slow, token: slowToken, size: 'hero', digits: 2 })
    const [changes = []] = changesIn(world, [value(0)], 2_600)
    // A cent every 130 ms, in the frame after that time.
    expect(changes.length).toBe(20)
    expect(changes.some((atMs) => atMs % 100 > 3 * frameMs)).toBe(true)
  })

  it('keeps to an interval that it is given', async () => {
    const { world, value } = await show({ stream: fast, size: 'hero', everyMs: 500 })
    const [changes = []] = changesIn(world, [value(0)], 2_000)
    expect(changes.length).toBe(4)
  })
})
