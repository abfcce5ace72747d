/** Widgets in narrow containers: words and amounts stay whole, and nothing is beyond the edge. */
import { cleanup, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import { AccountBalance, ActivityFeed, StreamCard, StreamTimeline } from '../../src/index.ts'
import '../../src/styles.css'
import { account } from '../../stories/account-stories.tsx'
import { events } from '../../stories/sample-events.ts'
import { history } from '../../stories/sample-history.ts'
import { critical, nameOf, streaming } from '../../stories/sample-streams.ts'
import { createStill, open, Within } from '../../stories/still-session.tsx'
import '../react/mount.ts'

afterEach(cleanup)

function show(node: ReactNode, options: Parameters<typeof createStill>[0], width = 240) {
  const { container } = render(
    <Within still={createStill(options)} locale="en-GB">
      <div style={{ width, font: '14px/20px sans-serif' }}>{node}</div>
    </Within>,
  )
  return container
}

/** How many lines a text has. */
function linesOf(element: Element | null): number {
  if (!element) throw new Error('There is no such element.')
  const range = document.createRange()
  range.selectNodeContents(element)
  return new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size
}

const boxesOf = (container: Element, selector: string) =>
  [...container.querySelectorAll(selector)].map((element) => element.getBoundingClientRect())

describe('a card of 240 px', () => {
  it.each([streaming, critical])('has its status below a name that is on one line', (stream) => {
    const container = show(<StreamCard streamId={stream.streamId} nameOf={nameOf} />, {
      streams: [stream],
    })
    expect(linesOf(container.querySelector('.sg-card__title'))).toBe(1)
    expect(linesOf(container.querySelector('.sg-card__subtitle'))).toBe(1)
    const [subtitle] = boxesOf(container, '.sg-card__subtitle')
    const [status] = boxesOf(container, '.sg-status')
    expect(status?.top).toBeGreaterThanOrEqual(subtitle?.bottom ?? Number.POSITIVE_INFINITY)
  })

  it('is as wide as its content where that decides, with its status next to the name', () => {
    const { container } = render(
      <Within still={createStill({ streams: [streaming] })} locale="en-GB">
        <div style={{ display: 'flex', inlineSize: 600, font: '14px/20px sans-serif' }}>
          <StreamCard streamId={streaming.streamId} nameOf={nameOf} />
        </div>
      </Within>,
    )
    const [card] = boxesOf(container, '.sg-card')
    expect(card?.width).toBeGreaterThan(260)
  })
})

it('the symbol of an account is next to its number in 240 px', () => {
  const container = show(<AccountBalance timeZone="UTC" />, { streams: account })
  const [value] = boxesOf(container, '.sg-account .sg-balance__value')
  const [symbol] = boxesOf(container, '.sg-account .sg-balance__symbol')
  if (!value || !symbol) throw new Error('There is no balance.')
  expect(symbol.left).toBeGreaterThanOrEqual(value.right)
  expect(symbol.top).toBeLessThan(value.bottom)
  const [card] = boxesOf(container, '.sg-account')
  expect(symbol.right).toBeLessThan(card?.right ?? 0)
})

describe.each([
  ['activity feed', <ActivityFeed key="feed" nameOf={nameOf} timeZone="UTC" />],
  [
    'timeline',
    <StreamTimeline key="timeline" streamId="42" events={history} nameOf={nameOf} timeZone="UTC" />,
  ],
] as const)('the %s in 200 px', (_, node) => {
  it('has every amount and time within its edge, and words of names whole', () => {
    const container = show(node, { streams: [streaming], frames: events, connection: open }, 200)
    const list = container.querySelector('ol, ul')?.getBoundingClientRect()
    const parts = boxesOf(container, '.sg-feed__amount, .sg-feed__time')
    expect(parts.length).toBeGreaterThan(3)
    for (const { left, right } of parts) {
      expect(right).toBeLessThanOrEqual((list?.right ?? 0) + 0.5)
      expect(left).toBeGreaterThanOrEqual((list?.left ?? 0) - 0.5)
    }
    const paid = container.querySelectorAll('li:has(.sg-feed__amount)')
    expect(paid.length).toBeGreaterThan(1)
    for (const entry of paid) {
      const [detail] = boxesOf(entry, '.sg-feed__detail')
      const [amount] = boxesOf(entry, '.sg-feed__amount')
      expect(amount?.top).toBeGreaterThanOrEqual(detail?.bottom ?? Number.POSITIVE_INFINITY)
    }
    const titles = [...container.querySelectorAll('.sg-feed__title')]
    expect(titles.map(linesOf)).toEqual(titles.map(() => 1))
  })
})
