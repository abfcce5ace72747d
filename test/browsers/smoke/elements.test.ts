/**
 * The custom elements in a page without a build, served under a strict Content Security Policy, in the browser that
 * `BROWSER` names. Needs dist/element.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoAccounts, demoDollar } from '../../../server/ledger/demo-accounts.ts'
import { type RunningServer, serve } from '../../../server/node/serve.ts'
import { until } from '../../support/until.ts'
import { browserName, createVisits, restMs, type Visitor, type Visits } from './visitor.ts'

const [sender = '', recipient = ''] = demoAccounts.map((account) => account.address)
const folder = mkdtempSync(join(tmpdir(), 'streamgauge-elements-'))

const own = `url="" account="${sender}" symbol="USD" decimals="7"`
const tokens = JSON.stringify({ [demoDollar.address]: { symbol: 'USD', decimals: 7 } })
const html = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>Elements</title>
  <link rel="stylesheet" href="page.css">
  <script src="page.js"></script>
  <script src="streamgauge/script.js" defer></script>
  <p>Left: <sg-flowing-balance ${own} stream-id="1" kind="remaining"></sg-flowing-balance>
    <sg-amount-inspector ${own} stream-id="1"></sg-amount-inspector></p>
  <p>Wrong: <sg-flowing-balance ${own} stream-id="abc"></sg-flowing-balance></p>
  <sg-stream-actions ${own} stream-id="1"></sg-stream-actions>
  <sg-stream-table url="" account="${sender}" tokens='${tokens}' label="Streams"></sg-stream-table>
</html>`
const css =
  'body { --sg-ink: rgb(1, 2, 3); --sg-radius: 2px; margin: 16px; font-family: sans-serif }'
/** What the policy refuses, and what fails. */
const script = `window.failures = []
addEventListener('securitypolicyviolation', (event) => failures.push(event.violatedDirective))
addEventListener('error', (event) => failures.push(event.message))
addEventListener('unhandledrejection', (event) => failures.push(String(event.reason)))`

let visits: Visits
let server: RunningServer
let page: Visitor

beforeAll(async () => {
  mkdirSync(join(folder, 'streamgauge'))
  cpSync('dist/element', join(folder, 'streamgauge'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), html)
  writeFileSync(join(folder, 'page.css'), css)
  writeFileSync(join(folder, 'page.js'), script)
  ;[visits, server] = await Promise.all([createVisits(), serve({ port: 0, pageFolder: folder })])
  await fetch(`${server.url}/streams`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ sender, recipient, tokenAddress: demoDollar.address },
      ...{ ratePerSecond: '12345678', depositedAmount: '864000000000' },
    }),
  })
  page = await visits.visit(server.url)
})

afterAll(async () => {
  await visits?.close()
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** An expression about the first node in the shadow tree of an element; `node` may be null. */
const ask = <Answer>(tag: string, selector: string, expression: string) =>
  page.ask<Answer>(
    `((node) => ${expression})(document.querySelector(${JSON.stringify(tag)})
      ?.shadowRoot.querySelector(${JSON.stringify(`.sg-element ${selector}`)}) ?? null)`,
  )
const textOf = (tag: string, selector: string) =>
  ask<string>(tag, selector, "node?.innerText ?? ''")

/** Clicks it with the pointer, once it is where a user can reach it. */
async function click(tag: string, selector: string): Promise<void> {
  let centre: readonly [number, number] = [0, 0]
  await until(
    async () => {
      const found = await ask<typeof centre | null>(
        tag,
        selector,
        `{
          if (!node || node.disabled || node.ariaDisabled === 'true') return null
          node.scrollIntoView({ block: 'center' })
          const { x, y, width, height } = node.getBoundingClientRect()
          const centre = [x + width / 2, y + height / 2]
          return node.contains(node.getRootNode().elementFromPoint(...centre)) ? centre : null
        }`,
      )
      const isResting = String(found) === String(centre)
      centre = found ?? centre
      // Buttons ignore presses right after something has moved under the pointer.
      if (found && !isResting) await sleep(restMs)
      return found !== null && isResting
    },
    15_000,
    `${tag} has a ${selector} to click`,
  )
  await page.clickAt(...centre)
}

/** With `SCREENSHOTS`, what is visible, into .tmp/elements. */
async function keep(name: string): Promise<void> {
  if (!process.env['SCREENSHOTS']) return
  mkdirSync('.tmp/elements', { recursive: true })
  writeFileSync(`.tmp/elements/${browserName}-${name}.png`, await page.screenshot())
}

describe(`in ${browserName}, the elements of a page under a strict policy`, () => {
  it('show a balance that ticks, a table, and what is wrong with an attribute', async () => {
    const shown = () => textOf('sg-flowing-balance', '.sg-balance__value')
    await until(async () => /\d/.test(await shown()), 20_000, 'the balance is shown')
    const before = await shown()
    await until(async () => (await shown()) !== before, 10_000, 'the balance has changed')
    await until(
      async () => /USD/.test(await textOf('sg-stream-table', 'tbody tr')),
      20_000,
      'the table has the stream',
    )
    expect(await textOf('[stream-id=abc]', '*')).toBe('No stream with this ID')
    await keep('page')
  })

  it('inherit the CSS variables of the page', async () => {
    expect(await ask('sg-flowing-balance', '.sg-balance', 'getComputedStyle(node).color')).toBe(
      'rgb(1, 2, 3)',
    )
  })

  it('open a popover over the page', async () => {
    await click('sg-amount-inspector', '.sg-inspector__trigger')
    const panel = '.sg-inspector__panel'
    await until(
      async () => (await textOf('sg-amount-inspector', panel)).length > 20,
      10_000,
      'the panel is open',
    )
    expect(await ask('sg-amount-inspector', panel, "node.matches(':popover-open')")).toBe(true)
    expect(
      await ask(
        'sg-amount-inspector',
        panel,
        '(({ left, right }) => left >= 0 && right <= innerWidth)(node.getBoundingClientRect())',
      ),
    ).toBe(true)
    await keep('popover')
    await page.press(['Escape'])
    await until(
      () => ask<boolean>('sg-amount-inspector', panel, "!node?.matches(':popover-open')"),
      10_000,
      'the panel is closed',
    )
  })

  it('carry out a command, and open the dialog of another', async () => {
    await click('sg-stream-actions', '[data-action=pause]')
    await until(
      () => ask<boolean>('sg-stream-actions', '[data-action=resume]', 'node !== null'),
      10_000,
      'the stream is paused',
    )
    await click('sg-stream-actions', '[data-action=top-up]')
    const isOpen = () =>
      ask<boolean>('sg-stream-actions', 'dialog[open]', "node?.matches(':modal') ?? false")
    await until(isOpen, 10_000, 'the dialog is open')
    await keep('dialog')
    await page.press(['Escape'])
    await until(async () => !(await isOpen()), 10_000, 'the dialog is closed')
  })

  it('violate no directive of the policy, and throw no error', async () => {
    expect(await page.ask('window.failures')).toEqual([])
  })
})
