/**
 * A Next.js App Router project whose server component imports widgets: it builds, and hydrates in
 * Chromium without errors or warnings on the console. The browser's locale differs from the server's, as
 * it does for many users. `next dev` is tested as well, because React reports mismatched attributes only
 * in its development build.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { launchChromium } from '../support/chromium-page.ts'
import { canUseChromium, createProject, type Project, tarball } from './project.ts'

describe.skipIf(!canUseChromium)('a Next.js project', () => {
  let project: Project
  const started: ChildProcess[] = []
  let browser: Browser

  beforeAll(async () => {
    project = createProject({ fixture: 'next' })
    await project.install(tarball)
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
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
    const child = spawn(next, [mode, '-H', '127.0.0.1', '-p', '0'], {
      cwd: project.folder,
      env: { ...process.env, NODE_ENV: undefined, NEXT_TELEMETRY_DISABLED: '1' },
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

  /** Opens the page, waits until a figure changes, and returns the errors and warnings until then. */
  async function hydrate(url: string): Promise<readonly string[]> {
    const page = await browser.newPage({ locale: 'de-DE' })
    // `next dev` compiles while the page waits.
    page.setDefaultTimeout(120_000)
    const logged: string[] = []
    page.on('pageerror', (error) => logged.push(error.message))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) logged.push(message.text())
    })
    await page.goto(url)
    const figure = '.sg-card .sg-balance__value'
    const before = await page.textContent(figure)
    await page.waitForFunction(
      ([selector = '', text]) => document.querySelector(selector)?.textContent !== text,
      [figure, before ?? ''],
    )
    await page.close()
    return logged
  }

  it('builds', async () => {
    await project.run(join(project.folder, 'node_modules/.bin/next'), 'build')
  })

  it('hydrates its build without a warning, and the figures tick', async () => {
    expect(await hydrate(await startNext('start'))).toEqual([])
  })

  it('has both themes in its build, by a class and by an inline color-scheme', async () => {
    const page = await browser.newPage()
    await page.goto(await startNext('start'))
    const grounds = await page.locator('.sg-card').evaluate((card) => {
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

  it('hydrates in development without a warning', async () => {
    expect(await hydrate(await startNext('dev'))).toEqual([])
  })
})
