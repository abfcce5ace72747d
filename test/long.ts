/**
 * `npm run test:long`: what takes too long for `npm test`, or needs other browsers than Chromium.
 *
 *   npm run test:long                    all of it
 *   npm run test:long -- firefox soak    only those named
 *
 * `chromium`, `firefox` and `webkit` are the same suite, in that browser. How checks run and what a missing
 * browser means is in support/checks.ts.
 */
import { type BrowserName, browserNames } from './support/browsers/browser.ts'
import { type Check, oneFailure, project, runChecks, succeeds } from './support/checks.ts'

let hasPages: boolean | null = null

/** The page that `npm start` serves, and the one with the server in the tab: built once. */
function buildsPages(): boolean {
  hasPages ??= ['page', 'mock'].every((mode) =>
    succeeds(['vite', 'build', '--mode', mode, '--logLevel', 'error']),
  )
  return hasPages
}

const inBrowser = (name: BrowserName): Check => ({
  name,
  needs: name,
  run: () =>
    buildsPages() ? project('browsers', ['test/browsers/smoke'], { BROWSER: name })() : oneFailure,
})

/** How long the world misbehaves; the tabs then have to catch up. */
const soakSeconds = '120'

const soak = (name: string, share: '0' | '1'): Check => ({
  name,
  needs: 'chromium',
  run() {
    const env = { SOAK_SECONDS: soakSeconds, SOAK_SHARE: share }
    const isFine = succeeds(['node', 'test/soak/run.ts'], env)
    return isFine ? { passed: 1, failed: 0, skipped: 0 } : oneFailure
  },
})

const attacks: Check = {
  name: 'attack',
  run: () =>
    succeeds(['node', 'test/attack/run.ts']) ? { passed: 1, failed: 0, skipped: 0 } : oneFailure,
}

const usesPage = project('e2e', ['test/e2e/page-use.test.ts'], { PAGE_USE_SECONDS: soakSeconds })

runChecks([
  {
    name: 'indexer',
    run: project('node', ['test/server/bridges/indexer-crash.test.ts'], {
      INDEXER_EVENTS: '10000',
    }),
  },
  {
    name: 'nats',
    run: project('e2e', ['test/e2e/nats-kill.test.ts'], { NATS_SECONDS: '15', NATS_KILLS: '3' }),
  },
  ...browserNames.map(inBrowser),
  { name: 'frames', needs: 'chromium', run: project('browsers', ['test/browsers/frame-rate']) },
  {
    name: 'peers',
    needs: 'chromium',
    run: project('e2e', ['test/conformance'], { CONFORMANCE_PEERS: '1' }),
  },
  {
    name: 'durable',
    run: project('e2e', ['test/conformance/durable-streams'], { DURABLE_CONFORMANCE: '1' }),
  },
  {
    name: 'page-use',
    needs: 'chromium',
    run: () => (buildsPages() ? usesPage() : oneFailure),
  },
  attacks,
  soak('soak', '0'),
  soak('soak-shared', '1'),
])
