/**
 * The script-tag example, as a host page has it: outside the checkout, against the packed tarball, without a build, under
 * the policy of the production server and under a stricter one.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright'
import { parseSync } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { partNames } from '../../src/element/parts/part-names.ts'
import { launchChromium } from '../support/chromium-page.ts'
import { canUseChromium, createProject, type Project, packedFolder } from './project.ts'

/** Not even style sheets of the page are allowed: those of the elements are constructed. */
const strictest = "default-src 'none'; script-src 'self'; connect-src 'self'"

/** A page that is open, and what happened on it. */
interface Opened {
  readonly page: Page
  /** Paths in the order of the requests. */
  readonly requests: string[]
  /** Errors and warnings. */
  readonly logged: string[]
}

describe.runIf(canUseChromium)('the script-tag example', () => {
  let project: Project
  let server: ChildProcess
  let browser: Browser
  let url = ''

  beforeAll(async () => {
    project = createProject({ example: 'script-tag' })
    project.link()
    server = spawn(process.execPath, [join(project.folder, 'server.js')], {
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const launched = launchChromium()
    url = await new Promise<string>((resolve) => {
      server.stdout?.setEncoding('utf8').on('data', (text: string) => {
        const found = /Payments at (http:\S+)/.exec(text)?.[1]
        if (found) resolve(found)
      })
    })
    browser = await launched
  })
  afterAll(async () => {
    await browser?.close()
    if (server?.exitCode === null && server.kill('SIGKILL')) await once(server, 'exit')
    project?.remove()
  })

  /** Opens the page. `change`: another text of it, under {@link strictest}. */
  async function open(change?: (html: string) => string): Promise<Opened> {
    const page = await browser.newPage({ locale: 'en-GB' })
    const requests: string[] = []
    const logged: string[] = []
    page.on('request', (request) => requests.push(request.url().replace(url, '')))
    page.on('pageerror', (error) => logged.push(error.message))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) logged.push(message.text())
    })
    // Of browsers, not of the page.
    await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }))
    if (change) {
      const html = change(readFileSync(join(project.folder, 'index.html'), 'utf8'))
      await page.route(`${url}/`, (route) =>
        route.fulfill({
          contentType: 'text/html; charset=utf-8',
          headers: { 'content-security-policy': strictest },
          body: html,
        }),
      )
    }
    await page.goto(`${url}/`)
    return { page, requests, logged }
  }

  const figureOf = (page: Page) => page.locator('sg-flowing-balance .sg-balance__value').first()

  /** Waits until the first balance has changed once. */
  async function ticks(page: Page): Promise<void> {
    const figure = figureOf(page)
    await expect.poll(() => figure.textContent(), { timeout: 30_000 }).toMatch(/\d/)
    const first = await figure.textContent()
    await expect.poll(() => figure.textContent(), { timeout: 30_000 }).not.toBe(first)
  }

  it('shows live balances under the policy of the server, with one connection', async () => {
    const { page, requests, logged } = await open()
    await page.locator('sg-stream-card [data-phase=ready]').first().waitFor()
    await ticks(page)
    expect(requests).toEqual([
      '/',
      '/page.css',
      '/streamgauge/script.js',
      '/page.js',
      '/streamgauge/parts/detail.js',
      '/events/subscribe?streams=1&snapshot=true',
    ])
    expect(logged).toEqual([])
    expect(await page.locator('sg-flowing-balance .sg-balance__symbol').first().textContent()).toBe(
      'USDC',
    )
    // What was in the element before is shown no longer.
    const shownBefore = await page.locator('sg-flowing-balance').evaluateAll((balances) => {
      const range = document.createRange()
      for (const balance of balances.slice(0, 1)) range.selectNodeContents(balance)
      return [range.toString(), range.getClientRects().length]
    })
    expect(shownBefore).toEqual(['12,345.67 USDC', 0])
    expect(
      await page.locator('sg-connection-badge .sg-connection').getAttribute('data-condition'),
    ).toBe('live')
    // What Preact does in another way than React is corrected.
    const value = page.locator('sg-flowing-balance .sg-balance__value').first()
    expect(await value.getAttribute('translate')).toBe('no')
    expect(await page.locator('[suppresshydrationwarning]').count()).toBe(0)
    // The variable of the page and the styles of the kit have reached the shadow tree.
    const style = await page.locator('sg-stream-card .sg-card').evaluate((card) => {
      const { borderRadius, borderTopStyle } = getComputedStyle(card)
      return { borderRadius, borderTopStyle }
    })
    expect(style).toEqual({ borderRadius: '2px', borderTopStyle: 'solid' })
  })

  it('needs no style-src, and has the language of the page', async () => {
    const { page, requests, logged } = await open((html) =>
      html.replace('lang="en"', 'lang="de"').replace('<link rel="stylesheet" href="page.css">', ''),
    )
    await page.locator('sg-stream-status-badge, .sg-status', { hasText: 'Läuft' }).first().waitFor()
    await ticks(page)
    expect(requests).toContain('/streamgauge/messages/de.js')
    expect(await figureOf(page).textContent()).toMatch(/^[\d.]+,\d/)
    expect(logged).toEqual([])
  })

  it('works as a module as well', async () => {
    const { page, requests, logged } = await open((html) =>
      html
        .replace('<html lang="en">', '<html lang="fr">')
        .replace('src="streamgauge/script.js" defer', 'type="module" src="streamgauge/index.js"')
        .replace(/<(link|script src="page)[^>]*>/g, ''),
    )
    await ticks(page)
    expect(requests).toContain('/streamgauge/messages/fr.js')
    expect(requests.filter((path) => path.startsWith('/events'))).toHaveLength(1)
    expect(logged).toEqual([])
  })
})

describe('the files of the elements', () => {
  const read = (file: string) => readFileSync(join(packedFolder, 'dist/element', file))

  it('import nothing, and have the licences of what they contain next to them', () => {
    const names = partNames.map((name) => `parts/${name}.js`)
    for (const file of ['script.js', 'index.js', ...names, 'messages/de.js']) {
      const code = read(file).toString()
      expect(parseSync(file, code).module.staticImports).toEqual([])
      expect(code).not.toMatch(/process\.env/)
      console.info(`${file}: ${gzipSync(code, { level: 9 }).length} bytes with gzip`)
    }
    expect(read('LICENSES.txt').toString()).toMatch(
      /^@tanstack\/[\s\S]+^eventsource-parser\n[\s\S]+^preact\n[\s\S]+^zustand\n/m,
    )
  })

  it('have the texts of a language once each, and sentences for the documentation nowhere', () => {
    const all = ['de', 'de-parts', 'de-actions'].map((name) =>
      read(`messages/${name}.js`).toString(),
    )
    for (const [index, text] of ['Läuft', 'Reihenfolge aktualisieren', 'Token-Adresse'].entries())
      expect(all.map((code) => code.includes(text))).toEqual(all.map((_, at) => at === index))
    expect(read('script.js').toString()).not.toContain('IANA')
  })
})
