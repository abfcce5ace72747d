/** Where the texts of a card are: nothing moves while its numbers change, or when it is painted first. */
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { StreamCard } from '../../src/index.ts'
import { languages, loadMessages } from '../../src/messages/index.ts'
import { LanguageProvider } from '../../src/react/language.tsx'
import '../../src/styles.css'
import type { ReactNode } from 'react'
import { streaming } from '../../stories/sample-streams.ts'
import { createStill, Within } from '../../stories/still-session.tsx'
import { storyNow } from '../../stories/still-world.ts'

afterEach(() => {
  cleanup()
  document.documentElement.removeAttribute('dir')
})

/** 10 % after 10,000 s. */
const slow = {
  ...streaming,
  ratePerSecond: 1_000_000n,
  depositedAmount: 100_000_000_000n,
  withdrawnAmount: 0n,
  startTime: storyNow - 9_999,
  lastUpdateTime: storyNow - 9_999,
}

/** The boxes of a text, without what CSS puts around it. */
function textBox(element: Element): DOMRect {
  const text = [...element.childNodes].find((node) => node.nodeType === Node.TEXT_NODE)
  if (!text) throw new Error('The element has no text.')
  const range = document.createRange()
  range.selectNode(text)
  return range.getBoundingClientRect()
}

describe.each([...languages.map((tag) => [tag, tag] as const), ['ar', 'ar-EG'] as const])(
  'a percentage in %s, with the numbers of %s',
  (language, locale) => {
    it('begins where its bar does, and leaves the text after it in place when it gets a digit', async () => {
      const messages = await loadMessages(language)
      const isRtl = language === 'ar'
      document.documentElement.dir = isRtl ? 'rtl' : 'ltr'
      const still = createStill({ streams: [slow] })
      const { container } = render(
        <Within still={still}>
          <LanguageProvider messages={messages} locale={locale}>
            <div style={{ width: 640, font: '14px/20px sans-serif' }}>
              <StreamCard streamId={slow.streamId} timeZone="UTC" />
            </div>
          </LanguageProvider>
        </Within>,
      )
      const percent = container.querySelector('.sg-progress__percent') as HTMLElement
      const deposit = container.querySelector('.sg-card__deposit') as HTMLElement
      const read = () => {
        const number = textBox(percent)
        const text = textBox(deposit)
        const gap = isRtl ? number.left - text.right : text.left - number.right
        const bar = container.querySelector('.sg-progress__track') as HTMLElement
        const edge = bar.getBoundingClientRect()
        const indent = isRtl ? edge.right - number.right : number.left - edge.left
        const { left, right } = text
        return { text: percent.textContent, gap, indent, width: number.width, left, right }
      }
      const before = read()
      // The text is written once it is known to be in view.
      await expect
        .poll(() => {
          act(() => still.world.advance(1_000))
          return percent.textContent
        })
        .not.toBe(before.text)
      const after = read()

      expect([...(before.text ?? '').matchAll(/\p{Nd}/gu)]).toHaveLength(1)
      expect([...(after.text ?? '').matchAll(/\p{Nd}/gu)]).toHaveLength(2)
      // The room of a digit that is not there is behind the percentage.
      const space = textBox(percent.parentElement as HTMLElement).width
      for (const { indent } of [before, after]) expect(Math.abs(indent)).toBeLessThan(0.5)
      expect(after.gap).toBeGreaterThan(0)
      expect(after.gap).toBeLessThanOrEqual(space + 0.5)
      expect(before.gap).toBeLessThanOrEqual(space + after.width - before.width + 0.5)
      expect(Math.abs(after.left - before.left)).toBeLessThan(0.1)
      expect(Math.abs(after.right - before.right)).toBeLessThan(0.1)
    })
  },
)

describe.each(['regular', 'compact'])('a card that was never painted, %s', (density) => {
  it.each([
    ['with buttons', <button key="b" type="button" className="sg-button" />],
    ['without buttons', undefined],
  ] as readonly (readonly [string, ReactNode])[])(
    '%s is as high as painted',
    async (_, actions) => {
      const still = createStill({ streams: [streaming] })
      const { container } = render(
        <Within still={still}>
          <div data-density={density} style={{ width: 360, font: '14px/20px sans-serif' }}>
            <div style={{ height: 20_000 }} />
            <StreamCard streamId={streaming.streamId} timeZone="UTC" actions={actions} />
          </div>
        </Within>,
      )
      const card = container.querySelector('.sg-card') as HTMLElement
      const twoFrames = () =>
        new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      await twoFrames()
      const placeholder = card.getBoundingClientRect().height
      expect(
        card.querySelector('.sg-balance')?.checkVisibility({ contentVisibilityAuto: true }),
      ).toBe(false)
      card.style.contentVisibility = 'visible'
      expect(Math.abs(card.getBoundingClientRect().height - placeholder)).toBeLessThan(0.1)
    },
  )
})
