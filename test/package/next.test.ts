/**
 * The Next.js example, as a team would have it: outside the checkout, against the packed tarball. It builds;
 * its pages come with their balances and hydrate in Chromium without errors or warnings on the console,
 * whatever the locale and the time zone of server and browser. `next dev` is tested as well, because React
 * reports mismatched attributes only in its development build. Part of `npm run test:long -- packages`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions } from 'playwright'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { launchChromium } from '../support/chromium-page.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'
import { canUseChromium, createProject, type Project, tarball } from './project.ts'
import { findWarnings } from './warning-phrases.ts'

/** Locales and time zones of browsers; the server of the pages has another one of both. */
const places: readonly BrowserContextOptions[] = [
  { locale: 'de-DE', timezoneId: 'Europe/Berlin' },
  { locale: 'ar-EG', timezoneId: 'Africa/Cairo' },
  { locale: 'hi-IN', timezoneId: 'Asia/Kolkata' },
  { locale: 'en-US', timezoneId: 'Pacific/Apia' },
]
const serverPlace = { LC_ALL: 'fr_FR.UTF-8', TZ: 'America/St_Johns' }

/** A port that is free. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const isRun = canUseChromium && process.env['PACKAGE_PAGES'] === '1'

describe.runIf(isRun)('the Next.js example', () => {
  let project: Project
  const started: ChildProcess[] = []
  let browser: Browser
  let port: number
  let api: SpawnedServer

  beforeAll(async () => {
    port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    api = await spawnServer({ env: { LOG: 'memory', SIMULATE: 'payroll', CORS_ORIGINS: origin } })
    project = createProject({ example: 'next' })
    await project.install(tarball)
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await api?.stop()
    for (const child of started) await stop(child)
    project.remove()
  })

  /** Ends a process with its children, which write into the folder until they are gone. */
  async function stop({ pid }: ChildProcess): Promise<void> {
    if (pid === undefined) return
    const isRunning = () => {
      try {
        return process.kill(-pid, 0)
      } catch {
        return false
      }
    }
    if (isRunning()) process.kill(-pid, 'SIGKILL')
    await vi.waitFor(() => expect(isRunning()).toBe(false), 10_000)
  }

  /** Starts `next start` or `next dev` on a free port. */
  async function startNext(mode: 'start' | 'dev'): Promise<string> {
    const next = join(project.folder, 'node_modules/.bin/next')
    const child = spawn(next, [mode, '-H', '127.0.0.1', '-p', String(port)], {
      cwd: project.folder,
      env: {
        ...process.env,
        ...serverPlace,
        NODE_ENV: undefined,
        NEXT_TELEMETRY_DISABLED: '1',
        STREAMGAUGE_URL: api.url,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: Next starts further processes, and all of them have to end.
      detached: true,
    })
    started.push(child)
    let printed = ''
    return new Promise((resolve, reject) => {
      const read = (text: Buffer) => {
        printed += text
        const url = /Local: +(http:\S+)/.exec(printed)?.[1]
        if (url && printed.includes('Ready')) resolve(url)
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.once('exit', () => reject(new Error(`next ${mode} ended early.\n${printed}`)))
    })
  }

  /** One at a time: the API allows the pages of one origin. */
  async function withNext(mode: 'start' | 'dev', use: (url: string) => Promise<void>) {
    const url = await startNext(mode)
    try {
      await use(url)
    } finally {
      for (const child of started.splice(0)) await stop(child)
    }
  }

  /**
   * Opens a page there, waits until a figure changes, and returns the errors and warnings until then, and
   * every state of freshness that its first balance had.
   */
  async function hydrate(url: string, place: BrowserContextOptions) {
    const context = await browser.newContext(place)
    const page = await context.newPage()
    // `next dev` compiles while the page waits.
    page.setDefaultTimeout(120_000)
    const logged: string[] = []
    const cursors: (string | undefined)[] = []
    page.on('pageerror', (error) => logged.push(error.message))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) logged.push(message.text())
    })
    page.on('request', (request) => {
      if (request.url().includes('/events/subscribe') && request.method() === 'GET') {
        cursors.push(request.headers()['last-event-id'])
      }
    })
    await page.addInitScript(() => {
      const states: string[] = []
      Object.assign(window, { states })
      const note = () => {
        const balance = document.querySelector<HTMLElement>('.sg-balance')
        const state = balance ? `${balance.dataset['phase']} ${balance.dataset['freshness']}` : ''
        if (balance && states.at(-1) !== state) states.push(state)
      }
      new MutationObserver(note).observe(document, {
        subtree: true,
        childList: true,
        attributes: true,
      })
    })
    await page.goto(url)
    const figure = '.sg-balance__value'
    const before = await page.textContent(figure)
    await page.waitForFunction(
      ([selector = '', text]) => document.querySelector(selector)?.textContent !== text,
      [figure, before ?? ''],
    )
    const states = await page.evaluate('states')
    await context.close()
    return { logged, cursors, states }
  }

  it('builds, without the warnings for developers', async () => {
    await project.run(join(project.folder, 'node_modules/.bin/next'), 'build')
    const scripts = globSync(join(project.folder, '.next/static/**/*.js'))
    expect(scripts.length).toBeGreaterThan(3)
    expect(findWarnings(scripts.map((file) => readFileSync(file, 'utf8')).join('\n'))).toEqual([])
  })

  it('sends its page with balances, and continues from their position without a flash', async () => {
    await withNext('start', async (url) => {
      const html = await (await fetch(url)).text()
      expect(html).toContain('data-phase="ready"')
      expect(html).not.toContain('data-phase="loading"')
      // In the language that the client component around it sets.
      expect(html).toContain('Läuft')
      expect(html).not.toContain('>Streaming<')
      for (const place of places) {
        const { logged, cursors, states } = await hydrate(url, place)
        expect({ place, logged, states }).toEqual({ place, logged: [], states: ['ready live'] })
        expect(cursors[0]).toMatch(/^[\w~-]+\.\d+$/)
      }
    })
  })

  it('hydrates a balance alone without a warning, in every locale and time zone', async () => {
    await withNext('start', async (url) => {
      for (const place of places) {
        const { logged } = await hydrate(`${url}/alone`, place)
        expect({ place, logged }).toEqual({ place, logged: [] })
      }
    })
  })

  it('has both themes in its build, by a class and by an inline color-scheme', async () => {
    await withNext('start', async (url) => {
      const page = await browser.newPage()
      await page.goto(url)
      const grounds = await page
        .locator('.sg-card')
        .first()
        .evaluate((card) => {
          const ground = () => getComputedStyle(card).backgroundColor
          const { documentElement: root } = document
          const light = ground()
          root.className = 'dark'
          const byClass = ground()
          root.className = ''
          root.style.colorScheme = 'dark'
          return { light, byClass, byScheme: ground() }
        })
      expect(grounds.byClass).not.toBe(grounds.light)
      expect(grounds.byScheme).toBe(grounds.byClass)
      await page.close()
    })
  })

  it('hydrates in development without a warning, in every locale and time zone', async () => {
    await withNext('dev', async (url) => {
      for (const place of places) {
        for (const path of ['', '/alone']) {
          const { logged } = await hydrate(`${url}${path}`, place)
          expect({ place, path, logged }).toEqual({ place, path, logged: [] })
        }
      }
    })
  })
})
