/**
 * The example of a feed that the package does not ship, as a team would have it: outside the checkout,
 * against the packed tarball. Everything the guide promises (docs/own-feed.md) is run.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { preview } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium-page.ts'
import { canUseChromium, createProject, type Project, root } from './project.ts'

/** What examples/own-feed/server.ts exports, which only the project outside can resolve. */
interface ServerModule {
  startServer(
    file: string,
    port?: number,
  ): Promise<{
    readonly url: string
    readonly port: number
    publish(event: {
      readonly type: string
      readonly id: string
      readonly hub?: string
    }): Promise<unknown>
    close(): Promise<void>
  }>
}

const example = join(root, 'examples/own-feed')

describe('a feed of one’s own', () => {
  let project: Project

  beforeAll(() => {
    project = createProject({ fixture: 'own-feed', example: 'own-feed' })
    project.link(
      '@types/node',
      '@types/react',
      '@types/react-dom',
      '@vitejs/plugin-react',
      'react',
      'react-dom',
      'vite',
      'vitest',
    )
  })
  afterAll(() => project.remove())

  it('takes at most 120 lines: definition, server, page, mock and contract suite', () => {
    const lines = readdirSync(example).map((file) => {
      return readFileSync(join(example, file), 'utf8').trimEnd().split('\n').length
    })
    expect(lines.length).toBe(5)
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(120)
  })

  it('type-checks, and refuses a wrong event name, a missing reducer and an unknown filter', async () => {
    await project.run('tsc', '--project', '.')
  })

  it('passes the contract suite', async () => {
    const report = join(project.folder, 'report.json')
    await project.run('vitest', 'run', '--reporter=json', `--outputFile=${report}`, 'feed.test.ts')
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as Record<
      string,
      number
    >
    expect(numFailedTests).toBe(0)
    expect(numPassedTests).toBeGreaterThan(15)
  })

  it('replays, snapshots and resumes over a restart of the server', async () => {
    const printed = await project.run('node', 'exercise.ts')
    expect(JSON.parse(printed)).toEqual({
      live: ['shipment.registered 1', 'shipment.moved 1'],
      afterRestart: ['shipment.delivered 1', 'shipment.registered 2'],
      breaks: 0,
      newcomer: { 1: 'BGO delivered', 2: 'OSL moving' },
      onlyOslo: ['2'],
      refused: ['bad_event', 400, 'unknown_parameter'],
      stats: 200,
      documented: ['shipment.registered', 'shipment.moved', 'shipment.delivered'],
      mocked: { 9: 'TRD moving' },
    })
  })

  it.runIf(canUseChromium)('shows a list that follows the server, in Chromium', async () => {
    await project.run('vite', 'build', '--logLevel', 'warn')
    const served = await preview({
      root: project.folder,
      configFile: false,
      preview: { host: '127.0.0.1', port: 0 },
    })
    const browser = await launchChromium()
    try {
      const page = await browser.newPage()
      const pages = served.resolvedUrls?.local[0] ?? ''
      const { startServer } = (await import(
        /* @vite-ignore */ join(project.folder, 'server.ts')
      )) as ServerModule
      const file = join(project.folder, 'page.db')
      const first = await startServer(file)
      await first.publish({ type: 'shipment.registered', id: '7', hub: 'OSL' })
      await page.goto(`${pages}?url=${first.url}`)
      const list = page.getByRole('listitem')
      await expect.poll(() => list.allTextContents(), { timeout: 20_000 }).toEqual(['7: at OSL'])
      await first.publish({ type: 'shipment.moved', id: '7', hub: 'BGO' })
      await expect.poll(() => list.allTextContents(), { timeout: 20_000 }).toEqual(['7: at BGO'])

      await first.close()
      const second = await startServer(file, first.port)
      await second.publish({ type: 'shipment.delivered', id: '7' })
      await expect.poll(() => list.allTextContents(), { timeout: 60_000 }).toEqual(['7: delivered'])
      await second.close()

      // Without any server: the same page on the mock.
      await page.goto(`${pages}?mock`)
      await expect.poll(() => list.allTextContents(), { timeout: 20_000 }).toEqual(['9: at TRD'])
    } finally {
      await browser.close()
      await served.close()
    }
  })
})
