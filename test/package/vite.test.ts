/**
 * The Vite example, as a team would have it: outside the checkout, against the packed tarball. Type-checked,
 * built, and loaded in Chromium in front of a real server.
 */
import { preview } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium-page.ts'
import { spawnServer } from '../support/spawn.ts'
import { canUseChromium, createProject, type Project } from './project.ts'

describe('the Vite example', () => {
  let project: Project

  beforeAll(() => {
    project = createProject({ example: 'vite' })
    project.link(
      '@types/react',
      '@types/react-dom',
      '@vitejs/plugin-react',
      'react',
      'react-dom',
      'vite',
    )
  })
  afterAll(() => project.remove())

  it('type-checks', async () => {
    await project.run('tsc', '--project', '.')
  })

  it.runIf(canUseChromium)('builds, and shows live balances in Chromium', async () => {
    const served = () =>
      preview({
        root: project.folder,
        configFile: false,
        preview: { host: '127.0.0.1', port: 0 },
      })
    // The port decides which origin the server has to allow, and the server's address is built in.
    await project.run('vite', 'build', '--logLevel', 'warn')
    const pages = await served()
    const page = pages.resolvedUrls?.local[0] ?? ''
    const api = await spawnServer({
      env: { LOG: 'memory', SIMULATE: 'payroll', CORS_ORIGINS: new URL(page).origin },
    })
    const browser = await launchChromium()
    try {
      const tab = await browser.newPage()
      const logged: string[] = []
      tab.on('pageerror', (error) => logged.push(error.message))
      tab.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) logged.push(message.text())
      })
      await tab.route('http://localhost:3001/**', (route) =>
        route.continue({ url: route.request().url().replace('http://localhost:3001', api.url) }),
      )
      await tab.goto(page)
      const figure = tab.locator('.sg-card .sg-balance__value').first()
      const before = await figure.textContent()
      await expect.poll(() => figure.textContent(), { timeout: 30_000 }).not.toBe(before)
      expect(await tab.locator('.sg-connection').getAttribute('data-condition')).toBe('live')
      expect(logged).toEqual([])
    } finally {
      await browser.close()
      await api.stop()
      await pages.close()
    }
  })
})
