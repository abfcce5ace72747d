/**
 * The widgets of the elements run on Preact, all others on React: the same elements, built with either, have to have the
 * same content. In `npm run test:long` only, which builds those with React (element-build.ts react).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { elements } from '../../src/element/elements.ts'
import * as samples from '../../stories/sample-streams.ts'
import { storyNowMs } from '../../stories/still-world.ts'
import { launchChromium } from '../support/chromium-page.ts'
import { root } from './project.ts'

/** Streams in every state, as the attributes of elements. */
const streams = Object.values(samples).filter(
  (each): each is typeof samples.streaming =>
    typeof each === 'object' && 'ratePerSecond' in each && 'streamId' in each,
)
const json = (value: unknown) =>
  JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each))

const scripts = {
  preact: join(root, 'dist/element/script.js'),
  react: join(root, '.tmp/element-react/script.js'),
}

/** Every element with every stream; those of accounts with all of them. */
function attributesOf(tag: string): readonly Readonly<Record<string, string>>[] {
  const entry = elements[tag as keyof typeof elements]
  const common = { account: samples.me, tokens: json(samples.tokens) }
  if ('stream' in entry.properties)
    return streams.map((each) => ({ ...common, stream: json(each) }))
  if ('streams' in entry.properties) return [{ ...common, streams: json(streams) }]
  return [
    { ...common, units: '-1234567890', decimals: '7', symbol: 'USDC', address: samples.employer },
  ]
}

describe.runIf(process.env['ELEMENT_SAME'])('an element on Preact', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  /** The nodes in all elements, one line each: element, attributes in the order of their names, text. */
  async function contentWith(script: string, lang: string): Promise<readonly string[]> {
    const page = await browser.newPage({ locale: 'en-GB', timezoneId: 'UTC' })
    try {
      await page.clock.setFixedTime(storyNowMs)
      await page.addInitScript(() => {
        performance.now = () => 1_000
      })
      await page.route('http://elements.test/**', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<html lang="${lang}"><body></body></html>`,
        }),
      )
      await page.goto('http://elements.test/')
      await page.addScriptTag({ content: readFileSync(script, 'utf8') })
      const all = Object.keys(elements).flatMap((tag) =>
        attributesOf(tag).map((attributes) => ({ tag, attributes })),
      )
      await page.evaluate((given) => {
        for (const { tag, attributes } of given) {
          const element = document.createElement(tag)
          const names = customElements.get(tag) as unknown as { observedAttributes: string[] }
          for (const name of names.observedAttributes) {
            const value = attributes[name]
            if (value !== undefined) element.setAttribute(name, value)
          }
          document.body.append(element)
        }
      }, all)
      const read = () =>
        page.evaluate(() =>
          [...document.body.children].flatMap(({ localName, shadowRoot }) =>
            [...(shadowRoot?.querySelectorAll('.sg-element *') ?? [])].map((node) => {
              const attributes = [...node.attributes]
                // Ids are made by either in its own way; they only have to lead to each other.
                .map(({ name, value }) =>
                  /^(id|aria-labelledby|aria-describedby)$/.test(name)
                    ? `${name}: ${shadowRoot?.getElementById(value)?.className}`
                    : `${name}="${value}"`,
                )
                .sort()
              const text = node.children.length === 0 ? (node.textContent ?? '') : ''
              return `${localName}: ${node.localName} ${attributes.join(' ')} ${text}`
            }),
          ),
        )
      // Effects render once more: it is settled when nothing has changed between two reads.
      let before = ''
      await expect
        .poll(
          async () => {
            const now = (await read()).join('\n')
            const isSettled = now !== '' && now === before
            before = now
            return isSettled
          },
          { timeout: 60_000, interval: 500 },
        )
        .toBe(true)
      return before.split('\n')
    } finally {
      await page.close()
    }
  }

  it.each(['en', 'ar'])('has the content that it has on React, in a page in %s', async (lang) => {
    const onPreact = await contentWith(scripts.preact, lang)
    const onReact = await contentWith(scripts.react, lang)
    expect(onReact.length).toBeGreaterThan(500)
    for (const tag of Object.keys(elements)) {
      const of = (lines: readonly string[]) => lines.filter((line) => line.startsWith(`${tag}:`))
      expect(of(onPreact), tag).toEqual(of(onReact))
    }
  })
})
