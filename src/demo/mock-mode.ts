/**
 * The page without a server: the server's own application in the tab, behind a service worker, so
 * that requests are real requests and show in the browser's network panel. Where a worker cannot stream
 * (WebKit), the page calls that server directly.
 */
import { setupWorker } from 'msw/browser'
import { companyFeed, createMockBackend, memoryLog, ordersFeed } from '../mocks/index.ts'
import { canStreamThroughWorker, createHandlers } from '../mocks/msw.ts'
import type { PageEnvironment } from './environment.ts'

export async function startMockMode(): Promise<PageEnvironment> {
  const log = memoryLog()
  const backend = createMockBackend({
    simulate: 'payroll',
    feeds: [companyFeed({ log }), ordersFeed({ log })],
  })
  // The first step creates the streams, so that they exist when the page opens.
  await backend.simulator.step()
  if (!canStreamThroughWorker()) return { baseUrl: '', fetch: backend.fetch, network: backend }
  const worker = setupWorker(...createHandlers(backend))
  await worker.start({
    quiet: true,
    // The page's own files are not part of the API.
    onUnhandledFrame: 'bypass',
  })
  return { baseUrl: '', fetch: (input, init) => fetch(input, init), network: backend }
}
