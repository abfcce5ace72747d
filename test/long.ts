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

/** How long the world misbehaves; the tabs then have to catch up. */
const soakSeconds = '60'

const soaks: Check = {
  name: 'soak',
  needs: 'chromium',
  run: () =>
    succeeds(['node', 'test/soak/both.ts'], { SOAK_SECONDS: soakSeconds })
      ? { passed: 2, failed: 0, skipped: 0 }
      : oneFailure,
}

const attacks: Check = {
  name: 'attack',
  run: () =>
    succeeds(['node', 'test/attack/run.ts']) ? { passed: 1, failed: 0, skipped: 0 } : oneFailure,
}

let hasPackage: boolean | null = null

function buildsPackage(): boolean {
  hasPackage ??= succeeds(['npm', 'run', '--silent', 'build'])
  return hasPackage
}

const inBrowser = (name: BrowserName): Check => ({
  name,
  needs: name,
  run: () =>
    buildsPages() && buildsPackage()
      ? project('browsers', ['test/browsers/smoke'], { BROWSER: name })()
      : oneFailure,
})

const installsPackage = project(
  'package',
  ['themes', 'next', 'installs', 'typescript', 'testing', 'docs'].map(
    (each) => `test/package/${each}.test.ts`,
  ),
  { PACKAGE_PAGES: '1', PACKAGE_INSTALLS: '1' },
)

const comparesElements = project('package', ['test/package/element-same.test.ts'], {
  ELEMENT_SAME: '1',
})

const usesPage = project('e2e', ['test/e2e/page-use.test.ts'], { PAGE_USE_SECONDS: '60' })

const looksAtStories = project('browsers', ['test/screenshots'])

const buildsStorybook = () =>
  succeeds(['npm', 'run', '--silent', 'build:storybook', '--', '-o', '.tmp/storybook'])

/** Ten seconds of patches, the server killed in the middle. */
const patchesOrders = project('e2e', ['test/e2e/orders-page.test.ts'], { ORDERS_PAGE_SECONDS: '5' })

runChecks([
  {
    name: 'indexer',
    run: project(
      'node',
      ['indexer-crash', 'snapshot-crash'].map((each) => `test/server/bridges/${each}.test.ts`),
      {
        INDEXER_EVENTS: '10000',
        SNAPSHOT_KILLS: '2,4,3',
      },
    ),
  },
  {
    name: 'redis',
    run: project('node', ['test/server/log/redis-', 'test/contracts/event-log'], {
      REDIS_FAILURES: '1',
    }),
  },
  {
    name: 'nats',
    run: project('e2e', ['test/e2e/nats-kill.test.ts'], { NATS_SECONDS: '15', NATS_KILLS: '3' }),
  },
  {
    name: 'packages',
    needs: 'chromium',
    run: () => (buildsPackage() ? installsPackage() : oneFailure),
  },
  {
    name: 'screenshots',
    needs: 'chromium',
    run: () => (buildsStorybook() ? looksAtStories() : oneFailure),
  },
  {
    name: 'elements',
    needs: 'chromium',
    run: () =>
      buildsPackage() && succeeds(['node', 'element-build.ts', 'react'])
        ? comparesElements()
        : oneFailure,
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
    name: 'feeds',
    run: project('e2e', ['test/e2e/killed-feeds'], { FEED_SECONDS: '25' }),
  },
  {
    name: 'simulator',
    run: project('node', ['test/simulator'], { SIMULATOR_RUNS: '60' }),
  },
  { name: 'chaos', run: project('e2e', ['test/e2e/chaos'], { CHAOS_SECONDS: '20' }) },
  {
    name: 'page-use',
    needs: 'chromium',
    run: () => (buildsPages() ? usesPage() : oneFailure),
  },
  {
    name: 'orders-page',
    needs: 'chromium',
    run: () => (buildsPages() ? patchesOrders() : oneFailure),
  },
  attacks,
  soaks,
])
