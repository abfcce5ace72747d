/** What `npm i streamgauge` brings into a project, and where it can be installed. Uses the registry. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { preview } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium-page.ts'
import {
  canUseChromium,
  createProject,
  findNode20,
  type Manifest,
  manifestOf,
  type Project,
  tarball,
} from './project.ts'

const { devDependencies } = manifestOf('.') as Manifest & {
  readonly devDependencies: Readonly<Record<string, string>>
}
const react = ['react', 'react-dom'].map((name) => `${name}@${devDependencies[name]}`)

/** Renders a widget and asks a mock backend, in Node. */
const useWithoutMsw = `
  import { createElement } from 'react'
  import { renderToString } from 'react-dom/server'
  import { FlowingBalance } from 'streamgauge'
  import { createMockBackend } from 'streamgauge/mocks'
  const stream = {
    ratePerSecond: 4n, depositedAmount: 100n, withdrawnAmount: 0n,
    startTime: 0, lastUpdateTime: 0, status: 'active', pausedAt: null,
  }
  const token = { symbol: 'USDC', decimals: 0 }
  console.log(renderToString(createElement(FlowingBalance, { stream, token })))
  const backend = createMockBackend()
  console.log('streams', (await backend.fetch('/streams')).status)
  await backend.close()
`

const useServer = `
  import { nodeClock, nodeRandom, nodeTimers, serve, sqliteLog } from 'streamgauge/server'
  const server = await serve({ port: 0 })
  console.log('healthz', (await fetch(server.url + '/healthz')).status)
  await server.close()
  const ambient = { clock: nodeClock, random: nodeRandom, timers: nodeTimers }
  try {
    await sqliteLog({ file: 'log.db', ...ambient }).close()
    console.log('sqlite opened')
  } catch (error) {
    console.log(error.code, error.message)
  }
`

// A part of `npm run test:long -- packages`.
const isRun = process.env['PACKAGE_INSTALLS'] === '1'

describe.runIf(isRun)('npm i in a React project', () => {
  let project: Project
  let added: readonly string[] = []

  beforeAll(async () => {
    project = createProject()
    await project.install(...react)
    added = await project.install(tarball)
    writeFileSync(join(project.folder, 'use.js'), useWithoutMsw)
    writeFileSync(join(project.folder, 'handlers.js'), "import 'streamgauge/msw'")
  })
  afterAll(() => project.remove())

  it('adds the package and zustand, and nothing else', () => {
    expect(added).toEqual(['streamgauge', 'zustand'])
  })

  it('has a mock backend that answers without MSW', async () => {
    const printed = await project.run('node', 'use.js')
    expect(printed).toContain('data-status=')
    expect(printed).toContain('streams 200')
  })

  it('names MSW as missing where its handlers are imported', async () => {
    await expect(project.run('node', 'handlers.js')).rejects.toThrow("Cannot find package 'msw'")
  })
})

describe.runIf(isRun)('npm i in a project with MSW 2', () => {
  let project: Project

  beforeAll(async () => {
    project = createProject({ fixture: 'msw' })
    await project.install(...react, 'msw@2.9.0', tarball)
  })
  afterAll(() => project.remove())

  it('keeps MSW 2', () => {
    expect(manifestOf(join(project.folder, 'node_modules/msw')).version).toBe('2.9.0')
  })

  it('type-checks: the handlers are those of the MSW that is installed', async () => {
    await project.run('tsc', '--project', '.')
  })

  it('mocks commands, reads and the feed in Node', async () => {
    const printed = await project.run('node', 'main.ts')
    expect(printed.trim().split('\n')).toEqual(['created 201', 'read 1', 'topped up 7'])
  })

  it.skipIf(!canUseChromium)('does the same behind its service worker in Chromium', async () => {
    const worker = join(project.folder, 'node_modules/msw/lib/mockServiceWorker.js')
    mkdirSync(join(project.folder, 'public'))
    copyFileSync(worker, join(project.folder, 'public/mockServiceWorker.js'))
    await project.run('vite', 'build', '--logLevel', 'warn')
    const server = await preview({
      root: project.folder,
      preview: { host: '127.0.0.1', port: 0 },
    })
    const browser = await launchChromium()
    try {
      const page = await browser.newPage()
      await page.goto(server.resolvedUrls?.local[0] ?? '')
      await page.waitForFunction(() => document.title !== 'waiting')
      expect(await page.title()).toBe('created 201, read 1, topped up 7')
    } finally {
      await browser.close()
      await server.close()
    }
  })
})

describe.runIf(isRun)('npm i with engine-strict', () => {
  const node20 = findNode20()
  let project: Project
  let added: readonly string[] = []

  beforeAll(async () => {
    project = createProject({ npmrc: 'engine-strict=true', ...(node20 && { node: node20 }) })
    added = await project.install(...react, tarball)
    writeFileSync(join(project.folder, 'use.js'), useWithoutMsw)
    writeFileSync(join(project.folder, 'serve.js'), useServer)
  })
  afterAll(() => project.remove())

  it('brings only packages whose engines accept Node 20', () => {
    const engines = added.map((name) => {
      const { engines } = manifestOf(join(project.folder, 'node_modules', name))
      return [name, engines?.node ?? '*'] as const
    })
    for (const [name, range] of engines) {
      // This test reads no other form of range: extend it when a package needs one.
      expect(range, name).toMatch(/^(\*|>=\s?\d+(\.\d+)*)$/)
      expect(Number(/\d+/.exec(range)?.[0] ?? 0), name).toBeLessThanOrEqual(20)
    }
  })

  it.skipIf(node20 === null)('renders and mocks on Node 20', async () => {
    expect(await project.run('node', '--version')).toMatch(/^v20\./)
    const printed = await project.run('node', 'use.js')
    expect(printed).toContain('data-status=')
    expect(printed).toContain('streams 200')
  })

  it.skipIf(node20 === null)(
    'serves on Node 20, and names the version that SQLite needs',
    async () => {
      const printed = await project.run('node', 'serve.js')
      expect(printed).toContain('healthz 200')
      expect(printed).toMatch(/^log_unavailable .* Use Node 22\.13 or newer/m)
    },
  )
})
