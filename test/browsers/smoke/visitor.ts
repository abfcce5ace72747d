/**
 * The demo page as a person uses it, in the browser that `BROWSER` names: looks for what is written on the
 * screen, and presses it with a real pointer and real keys.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import {
  type BrowserName,
  type BrowserPage,
  browserNames,
  type TestBrowser,
} from '../../support/browsers/browser.ts'
import { launchBrowser } from '../../support/browsers/launch.ts'
import { until } from '../../support/until.ts'

export const browserName: BrowserName =
  browserNames.find((name) => name === process.env['BROWSER']) ?? 'chromium'

export interface Visitor extends BrowserPage {
  /** Presses the button with this name, inside what the selector finds. */
  pressButton(scope: string, name: string): Promise<void>
  /** Types into the field whose label begins so. */
  fill(scope: string, label: string, text: string): Promise<void>
  /** What an element shows; empty while there is none. */
  textOf(selector: string): Promise<string>
  /** What the connection badge says. */
  badge(): Promise<string>
  untilLive(): Promise<void>
  /** From now on, each label of the badge, once for each change. */
  watchBadge(): Promise<void>
  watchedBadge(): Promise<readonly string[]>
}

export interface Visits {
  visit(url: string): Promise<Visitor>
  close(): Promise<void>
}

export async function createVisits(): Promise<Visits> {
  const browser: TestBrowser = await launchBrowser(browserName)
  return {
    visit: async (url) => createVisitor(await browser.openPage(url)),
    close: () => browser.close(),
  }
}

/** How long a control has to stay where it is before it is pressed. */
export const restMs = 600

const badgeLabel = '.sg-connection__label'

function createVisitor(page: BrowserPage): Visitor {
  const textOf = (selector: string) =>
    page.ask<string>(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ''`)
  const badge = async () => (await textOf(badgeLabel)).trim()

  /** The centre of a control, once it is there and can be pressed. */
  async function findControl(scope: string, name: string): Promise<readonly [number, number]> {
    const find = () =>
      page.ask<readonly [number, number] | null>(
        `(${centreOfControl})(${JSON.stringify([scope, name])})`,
      )
    let centre: readonly [number, number] | null = null
    await until(
      async () => {
        const before = await find()
        // The page ignores presses right after something has moved under the pointer.
        if (before) await sleep(restMs)
        centre = before && (await find())
        return before !== null && String(before) === String(centre)
      },
      15_000,
      `${scope} has a control called ${name} that rests`,
    )
    return centre ?? [0, 0]
  }

  return {
    ...page,
    async pressButton(scope, name) {
      await page.clickAt(...(await findControl(scope, name)))
      // Lists wait with what is new while a pointer rests on them.
      await page.pointAt(1, 1)
    },
    async fill(scope, label, text) {
      await page.clickAt(...(await findControl(scope, label)))
      await page.press(['Control+a', ...text])
    },
    textOf,
    badge,
    untilLive: () => until(async () => (await badge()) === 'Live', 20_000, 'the badge says Live'),
    watchBadge: () =>
      page.ask(`(() => {
        const seen = []
        const note = () => {
          const label = document.querySelector('${badgeLabel}')?.textContent.trim()
          if (label !== seen.at(-1)) seen.push(label)
        }
        note()
        new MutationObserver(note).observe(document.querySelector('.page-head'), {
          childList: true, characterData: true, subtree: true,
        })
        window.badgeLabels = seen
        return null
      })()`),
    watchedBadge: () => page.ask('window.badgeLabels'),
  }
}

/** Runs in the page. A control is called by its label, or by what is written on it. */
const centreOfControl = `([scope, name]) => {
  const nameOf = (control) =>
    (control.getAttribute('aria-label') ?? control.labels?.[0]?.textContent ?? control.innerText).trim()
  const control = [...document.querySelectorAll(scope + ' :is(button, input, select)')].find(
    (each) => each.getClientRects().length > 0
      && !each.disabled && each.ariaDisabled !== 'true'
      && (each.localName === 'button' ? nameOf(each) === name : nameOf(each).startsWith(name)))
  if (control === undefined) return null
  control.scrollIntoView({ block: 'center' })
  const { x, y, width, height } = control.getBoundingClientRect()
  const centre = [x + width / 2, y + height / 2]
  // Not while a dialog is in front of it.
  return control.contains(document.elementFromPoint(...centre)) ? centre : null
}`
