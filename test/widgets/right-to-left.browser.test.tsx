/** Widgets on a page that is written from right to left. */
import { afterEach, describe, expect, it } from 'vitest'
import '../../src/styles.css'
import { ar } from '../../src/messages/ar.ts'
import { LanguageProvider } from '../../src/react/language.tsx'
import { StreamCard } from '../../src/widgets/stream-card/stream-card.tsx'
import { mount } from '../react/mount.ts'

const stream = {
  streamId: '42',
  sender: 'GSENDERXXXXXXXXXXXXX',
  recipient: 'GRECIPIENTXXXXXXXXXX',
  ratePerSecond: 0n,
  depositedAmount: 10_000_000_000n,
  withdrawnAmount: 2_500_000_000n,
  startTime: 0,
  lastUpdateTime: 0,
  status: 'cancelled' as const,
  pausedAt: null,
}

function show(direction: 'ltr' | 'rtl', locale = 'ar') {
  document.documentElement.dir = direction
  const { host } = mount(
    <LanguageProvider messages={ar} locale={locale}>
      <StreamCard
        stream={stream}
        token={{ symbol: 'USDC', decimals: 7 }}
        direction="incoming"
        timeZone="UTC"
      />
    </LanguageProvider>,
  )
  const find = (selector: string) => {
    const element = host.querySelector(selector)
    if (!element) throw new Error(`There is no ${selector}.`)
    return element
  }
  return { find, boxOf: (selector: string) => find(selector).getBoundingClientRect() }
}

afterEach(() => document.documentElement.removeAttribute('dir'))

describe('a card from right to left', () => {
  it('fills its gauge from the right', () => {
    const { boxOf } = show('rtl')
    const track = boxOf('.sg-progress__track')
    expect(boxOf('.sg-progress__streamed').left).toBeGreaterThan(track.left + 1)
    expect(boxOf('.sg-progress__streamed').right).toBeGreaterThan(track.right)
  })

  it('mirrors the arrow of its direction', () => {
    const arrow = '.sg-card__direction .sg-icon'
    expect(getComputedStyle(show('rtl').find(arrow)).transform).toBe('matrix(-1, 0, 0, 1, 0, 0)')
    expect(getComputedStyle(show('ltr').find(arrow)).transform).toBe('matrix(1, 0, 0, 1, 0, 0)')
  })

  it('has the direction of the nearest element that sets one', () => {
    const { find, boxOf } = show('rtl')
    ;(find('.sg-card').parentElement as HTMLElement).dir = 'ltr'
    expect(boxOf('.sg-progress__streamed').right).toBeLessThan(
      boxOf('.sg-progress__track').right - 1,
    )
  })

  it('ends what was withdrawn with a line on the left when it is not live', () => {
    for (const [direction, angle] of [
      ['rtl', '90deg'],
      ['ltr', '-90deg'],
    ] as const) {
      const { find } = show(direction)
      find('.sg-progress').setAttribute('data-freshness', 'stale')
      const { backgroundImage } = getComputedStyle(find('.sg-progress__withdrawn'))
      expect(backgroundImage).toContain(`linear-gradient(${angle},`)
    }
  })

  it('has the symbol after the number, as it is read', () => {
    const { boxOf } = show('rtl')
    expect(boxOf('.sg-balance__symbol').right).toBeLessThanOrEqual(
      boxOf('.sg-balance__value').left + 1,
    )
  })

  it('has the digits of the locale everywhere but in identifiers', () => {
    const { find } = show('rtl', 'ar-EG')
    const shown = ['.sg-balance__value', '.sg-card__rate', '.sg-card__footer'].map(
      (selector) => find(selector).textContent,
    )
    expect(shown.join(' ')).toMatch(/[٠-٩]/)
    expect(shown.join(' ')).not.toMatch(/\d/)
    expect(find('[role="progressbar"]').getAttribute('aria-valuetext')).not.toMatch(/\d/)
    expect(find('.sg-card__subtitle').textContent).toContain('42')
  })
})
