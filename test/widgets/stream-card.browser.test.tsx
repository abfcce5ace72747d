/** What a card looks like before there is a stream, where there is none, and with amounts of any length. */
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { StreamCard, StreamProgress } from '../../src/index.ts'
import '../../src/styles.css'
import { immense, streaming, unknownToken } from '../../stories/sample-streams.ts'
import { createStill, open, type Still, Within } from '../../stories/still-session.tsx'
import { snapshotFrame } from '../store/frames.ts'

afterEach(cleanup)

function show(still: Still, streamId: string, width = 320) {
  const { container } = render(
    <Within still={still}>
      <div style={{ width, font: '14px/20px sans-serif' }}>
        <StreamCard streamId={streamId} timeZone="UTC" />
      </div>
    </Within>,
  )
  const find = (name: string) => container.querySelector<HTMLElement>(`.sg-${name}`)
  return { container, find }
}

/** The lines of a card, from top to bottom. */
const lines = [
  'card',
  'card__title',
  'card__subtitle',
  'status',
  'card__label',
  'balance',
  'card__rate',
  'progress__track',
  'progress__scale',
  'card__footer',
]

describe('a card that is loading', () => {
  it.each([320, 420])('has the size of the card that arrives, in each line, at %i px', (width) => {
    const still = createStill()
    const { find } = show(still, '42', width)
    const places = () =>
      lines.map((name) => {
        const { top, height } = find(name)?.getBoundingClientRect() ?? {}
        return `${name} ${top} ${height}`
      })
    const loading = places()
    expect(find('card')?.dataset['phase']).toBe('loading')
    act(() => {
      still.session.store.apply([snapshotFrame([streaming])])
      still.session.store.setFollowing({ wanted: ['all'], covered: ['all'], leftOut: [] })
    })
    expect(find('card')?.dataset['phase']).toBe('ready')
    expect(places()).toEqual(loading)
  })

  it('shows bars in place of every text', () => {
    const { container, find } = show(createStill(), '42')
    expect(find('balance__value')?.textContent?.trim()).toBe('')
    for (const name of ['title', 'subtitle', 'label', 'rate', 'share', 'schedule']) {
      const bar = container.querySelector(`.sg-card__${name}`)
      if (!bar) throw new Error(`A card has no ${name}.`)
      expect(bar.textContent?.trim(), name).toBe('')
      expect(getComputedStyle(bar).backgroundColor, name).not.toBe('rgba(0, 0, 0, 0)')
      expect(bar.getBoundingClientRect().width, name).toBeGreaterThan(40)
    }
    // In forced colours, a bar of another colour would be almost invisible.
    const [title, direction, status] = ['card__title', 'card__direction', 'status']
      .map(find)
      .map((bar) => bar && getComputedStyle(bar).backgroundColor)
    expect([direction, status]).toEqual([title, title])
  })
})

describe('a card whose stream does not exist', () => {
  it('has a message, and neither gauge nor number', () => {
    const { find } = show(createStill({ streams: [] }), '404')
    expect(find('card__message')?.textContent).toBe('No stream with this ID')
    expect(find('progress')).toBeNull()
    expect(find('balance')).toBeNull()
    expect(find('card__label')).toBeNull()
  })
})

describe('a card of an unknown token', () => {
  it('names the token, and shows no amount', () => {
    const { container, find } = show(createStill({ streams: [unknownToken] }), '88')
    expect(find('status')?.textContent).toBe('Unknown token')
    expect(find('card__message')?.textContent).toBe(
      'Amount unavailable: unknown token CAS3…\u2060OWMA',
    )
    expect(find('progress')).toBeNull()
    expect(container.textContent).not.toMatch(/5,000|749|166/)
  })
})

describe('a gauge without a stream', () => {
  it('is a message: an empty bar would be an amount of 0', () => {
    const { container } = render(
      <Within still={createStill({ streams: [] })}>
        <StreamProgress streamId="404" />
      </Within>,
    )
    expect(container.textContent).toBe('No stream with this ID')
    expect(container.querySelector('[role=progressbar]')).toBeNull()
  })
})

/** The boxes of the pieces of a text that must not be broken: groups of digits, and what is around them. */
function boxesOf(element: HTMLElement): readonly (readonly [piece: string, lines: number])[] {
  const node = element.firstChild
  if (!node) throw new Error('An amount has text.')
  let start = 0
  return (node.textContent ?? '').split('\u200b').map((piece) => {
    const range = document.createRange()
    range.setStart(node, start)
    range.setEnd(node, start + piece.length)
    start += piece.length + 1
    return [piece, range.getClientRects().length]
  })
}

describe.each([320, 360, 1280])('an amount of 25 digits, at %i px', (width) => {
  it('is not clipped, breaks between groups only, and keeps its symbol', () => {
    const { container, find } = show(
      createStill({ streams: [immense] }),
      immense.streamId,
      width - 32,
    )
    const card = find('card')?.getBoundingClientRect()
    for (const name of ['balance__integer', 'card__rate', 'card__deposit']) {
      const element = find(name)
      if (!element) throw new Error(`A card has no ${name}.`)
      const boxes = boxesOf(element)
      expect(boxes.length, name).toBeGreaterThan(6)
      for (const [piece, lines] of boxes) {
        // The words around an amount may break as words do.
        if (/^[\d,]+$/.test(piece)) expect(lines, `${name}: ${piece}`).toBe(1)
      }
      for (const { left, right } of element.getClientRects()) {
        expect(left).toBeGreaterThanOrEqual(card?.left ?? 0)
        expect(right).toBeLessThanOrEqual((card?.right ?? 0) - 16)
      }
    }
    const last = [...(find('balance__fraction')?.getClientRects() ?? [])].at(-1)
    const symbol = find('balance__symbol')?.getBoundingClientRect()
    expect(symbol?.left).toBeGreaterThan(last?.right ?? Number.POSITIVE_INFINITY)
    expect(symbol?.bottom).toBeLessThanOrEqual((last?.bottom ?? 0) + 1)
    expect(symbol?.right).toBeLessThanOrEqual((card?.right ?? 0) - 16)
    expect(container.scrollWidth).toBeLessThanOrEqual(Math.max(width, container.clientWidth))
  })
})

it('has all of its times in one time zone', () => {
  const still = createStill({ connection: { ...open, isFresh: false }, streams: [streaming] })
  const titleIn = (timeZone: string) => {
    const { container } = render(
      <Within still={still}>
        <StreamCard streamId="42" timeZone={timeZone} />
      </Within>,
    )
    return container.querySelector<HTMLElement>('.sg-balance')?.title
  }
  expect(titleIn('UTC')).toMatch(/14:02/)
  expect(titleIn('Asia/Tokyo')).toMatch(/23:02/)
})
