/**
 * Where the warnings for developers are, and where they are not: in production bundles there is nothing of
 * them, whichever bundler made it; development builds have them; and a browser without a bundler, which
 * has no `process`, loads the package as it is.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer as createVite } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { warningTexts } from '../../src/warnings.ts'
import { launchChromium } from '../support/chromium-page.ts'
import { canUseChromium, createProject, type Project, packedFolder } from './project.ts'
import { findWarnings, phrases } from './warning-phrases.ts'

describe('the warnings for developers', () => {
  let project: Project

  beforeAll(() => {
    project = createProject({ example: 'vite' })
    project.link('@vitejs/plugin-react', 'react', 'react-dom', 'vite')
    // Vite builds for production in every mode unless it says otherwise.
    writeFileSync(join(project.folder, '.env.development'), 'NODE_ENV=development\n')
  })
  afterAll(() => project.remove())

  async function buildWithVite(mode: 'production' | 'development', isMinified: boolean) {
    const minify = isMinified ? 'true' : 'false'
    await project.run('vite', 'build', '--mode', mode, '--minify', minify, '--logLevel', 'error')
    return globSync(join(project.folder, 'dist/assets/*.js'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n')
  }

  const bundleWithEsbuild = (mode: string) =>
    project.run(
      'esbuild',
      'main.tsx',
      '--bundle',
      '--minify',
      '--format=esm',
      '--charset=utf8',
      '--loader:.css=empty',
      `--define:process.env.NODE_ENV="${mode}"`,
      '--define:import.meta.env={}',
    )

  it('have as many phrases to look for as there are texts', () => {
    expect(new Set(phrases).size).toBe(Object.keys(warningTexts).length + 2)
    expect(Math.min(...phrases.map((phrase) => phrase.length))).toBeGreaterThan(9)
  })

  it('are in a development build of Vite', async () => {
    expect(findWarnings(await buildWithVite('development', false))).toEqual(phrases)
  })

  it.each([true, false])('are not in a production build of Vite, minified: %s', async (minify) => {
    expect(findWarnings(await buildWithVite('production', minify))).toEqual([])
  })

  it('are in a development bundle of esbuild, and not in one for production', async () => {
    expect(findWarnings(await bundleWithEsbuild('development'))).toEqual(phrases)
    expect(findWarnings(await bundleWithEsbuild('production'))).toEqual([])
  })

  it.runIf(canUseChromium)('are said by the development server of Vite', async () => {
    const server = await createVite({
      root: project.folder,
      logLevel: 'error',
      server: { host: '127.0.0.1', port: 0 },
    })
    await server.listen()
    const browser = await launchChromium()
    try {
      const page = await browser.newPage()
      const warned: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'warning') warned.push(message.text())
      })
      // The subscription of the page is refused.
      await page.route('http://localhost:3001/**', (route) =>
        route.fulfill({
          status: 400,
          headers: { 'access-control-allow-origin': '*' },
          json: { detail: 'The value "x" in users is not a Stellar account.' },
        }),
      )
      await page.goto(server.resolvedUrls?.local[0] ?? '')
      await expect
        .poll(() => warned.filter((text) => text.includes('Streamgauge')), { timeout: 60_000 })
        .toEqual([expect.stringMatching(/subscription_refused.*in users is not a Stellar account/)])
    } finally {
      await browser.close()
      await server.close()
    }
  })

  it.runIf(canUseChromium)('do no harm in a browser without a bundler', async () => {
    const files = createServer((request, response) => {
      const path = request.url ?? '/'
      const isScript = path.endsWith('.js')
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
      response.end(isScript ? readFileSync(join(packedFolder, path)) : '<!doctype html>')
    }).listen(0, '127.0.0.1')
    await new Promise((listening) => files.once('listening', listening))
    const browser = await launchChromium()
    try {
      const page = await browser.newPage()
      await page.goto(`http://127.0.0.1:${(files.address() as AddressInfo).port}/`)
      // As text: this file's own bundler would rewrite the imports.
      const status = await page.evaluate(`(async () => {
        const { createConnection } = await import('/dist/connection.js')
        const { payments } = await import('/dist/payments.js')
        const connection = createConnection({ feed: payments, url: '', filter: { all: true } })
        connection.open()
        return typeof process + ' ' + connection.getSnapshot().status
      })()`)
      expect(status).toBe('undefined connecting')
    } finally {
      await browser.close()
      files.close()
    }
  })
})
