/**
 * A shared connection in a sandboxed frame, in Chromium: a frame without `allow-same-origin` has Web
 * Locks and BroadcastChannel, but every request for a lock is rejected with a SecurityError.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTabWindow, type TabWindow } from '../support/tab-window.ts'
import { until } from '../support/until.ts'

let server: Server
let window: TabWindow
let subscriptions = 0

const page = (origin: string) => `<!doctype html>
<script>
  window.reports = {}
  onmessage = ({ data }) => Object.assign(reports, data)
</script>
<iframe sandbox="allow-scripts" srcdoc="<script src='${origin}/main.js'></script>"></iframe>`

async function bundlePage(): Promise<string> {
  const output = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      // A classic script: the origin of a sandboxed frame may not load modules of another origin.
      lib: {
        entry: join(import.meta.dirname, 'sandboxed-page/main.ts'),
        formats: ['iife'],
        name: 'frame',
      },
    },
  })) as Rolldown.RolldownOutput[]
  return output[0]?.output[0].code ?? ''
}

beforeAll(async () => {
  const script = await bundlePage()
  server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo
    const path = request.url?.split('?')[0]
    // The origin of the frame is `null`.
    response.setHeader('access-control-allow-origin', '*')
    if (path === '/main.js') response.setHeader('content-type', 'text/javascript').end(script)
    else if (path === '/') {
      response.setHeader('content-type', 'text/html').end(page(`http://127.0.0.1:${port}`))
    } else if (path === '/favicon.ico') response.writeHead(404).end()
    else {
      subscriptions += 1
      response.setHeader('content-type', 'text/event-stream').write(': open\n\n')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  window = await openTabWindow()
})

afterAll(async () => {
  await window?.close()
  server?.closeAllConnections()
  await new Promise((resolve) => server?.close(resolve))
})

it('connects directly where a sandboxed frame is refused the lock', async () => {
  const { port } = server.address() as AddressInfo
  const tab = await window.openTab(`http://127.0.0.1:${port}/`)
  // Undefined until the page has loaded.
  const reports = async () =>
    (await tab.ask<Record<string, string> | undefined>('window.reports')) ?? {}
  await until(async () => 'lock' in (await reports()), 10_000, 'the frame has loaded')
  expect(await reports()).toMatchObject({ lock: 'SecurityError' })
  await until(async () => (await reports())['status'] === 'open', 5_000, 'the connection is open')
  expect(await reports()).toMatchObject({ transport: 'direct' })
  expect(subscriptions).toBe(1)
  expect(tab.exceptions).toEqual([])
})
