/** Nothing in a banner moves while the connection is made again. */
import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { GaugeProvider, StaleBanner } from '../../src/index.ts'
import { ar } from '../../src/messages/ar.ts'
import { de } from '../../src/messages/de.ts'
import '../../src/styles.css'
import { open } from '../../stories/still-session.tsx'
import { mount } from '../react/mount.ts'
import { createPage, startMs, waiting } from './connected-page.tsx'

const textIn = (host: HTMLElement, selector: string) => host.querySelector(selector)?.textContent

it.each([
  ['top', 'en-GB', 1280],
  ['bottom', 'en-GB', 360],
  ['inline', 'en-GB', 600],
  ['bottom', 'de', 1280],
  ['bottom', 'de', 360],
  ['top', 'ar', 1280],
] as const)(
  'at the %s, in %s and %d px, keeps each of its texts in its place while it counts and tries again',
  async (placement, locale, width) => {
    await page.viewport(width, 800)
    const { session, become, advance } = createPage()
    const messages = locale === 'de' ? de : locale === 'ar' ? ar : undefined
    const { host } = mount(
      <GaugeProvider session={session} locale={locale} messages={messages} timeZone="UTC">
        <div dir={locale === 'ar' ? 'rtl' : 'ltr'}>
          <StaleBanner placement={placement} />
        </div>
      </GaugeProvider>,
    )
    const parts = ['bar', 'icon', 'label', 'as-of', 'next', 'retry']
    const boxes = () =>
      parts.map((name) => {
        const { x, y, width, height } = (
          host.querySelector(`.sg-banner__${name}`) as Element
        ).getBoundingClientRect()
        return `${name} ${[x, y, width, height].map((side) => side.toFixed(2)).join(' ')}`
      })
    become({ ...waiting, retryAtMs: startMs + 13_000 })
    advance(1_100)
    const before = boxes()
    const next = textIn(host, '.sg-banner__next')
    advance(5_000)
    expect(textIn(host, '.sg-banner__next')).not.toBe(next)
    expect(boxes()).toEqual(before)
    become({ status: 'connecting', sinceMs: startMs, cause: 'backoff' })
    expect(boxes()).toEqual(before)
    become({ ...open, phase: 'syncing' })
    expect(boxes()).toEqual(before)
    become(waiting)
    expect(boxes()).toEqual(before)
  },
)
