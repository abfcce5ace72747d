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
import {
  type Check,
  type CheckContext,
  oneFailure,
  onePass,
  project,
  runChecks,
} from './support/checks.ts'

/** A build that several checks need: made once, by the first of them. */
function once(build: (context: CheckContext) => Promise<boolean>): typeof build {
  let built: Promise<boolean> | null = null
  return (context) => {
    built ??= build(context)
    return built
  }
}

/** The page that `npm start` serves, and the one with the server in the tab. */
const buildsPages = once(async ({ succeeds }) => {
  const builds = (mode: string) =>
    succeeds(['vite', 'build', '--mode', mode, '--logLevel', 'error'])
  return (await builds('page')) && builds('mock')
})

const buildsPackage = once(({ succeeds }) => succeeds(['npm', 'run', '--silent', 'build']))

/** How long the world misbehaves; the tabs then have to catch up. */
const soakSeconds = '60'

const soaks: Check = {
  name: 'soak',
  needs: 'chromium',
  isAlone: true,
  run: async ({ succeeds }) =>
    (await succeeds(['node', 'test/soak/both.ts'], { SOAK_SECONDS: soakSeconds }))
      ? { ...onePass, passed: 2 }
      : oneFailure,
}

const attacks: Check = {
  name: 'attack',
  isAlone: true,
  run: async ({ succeeds }) =>
    (await succeeds(['node', 'test/attack/run.ts'])) ? onePass : oneFailure,
}

const inBrowser = (name: BrowserName): Check => ({
  name,
  needs: name,
  run: async (context) =>
    (await buildsPages(context)) && (await buildsPackage(context))
      ? project('browsers', ['test/browsers/smoke'], { BROWSER: name })(context)
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

const buildsStorybook = ({ succeeds }: CheckContext) =>
  succeeds(['npm', 'run', '--silent', 'build:storybook', '--', '-o', '.tmp/storybook'])

/** Ten seconds of patches, the server killed in the middle. */
const patchesOrders = project('e2e', ['test/e2e/orders-page.test.ts'], { ORDERS_PAGE_SECONDS: '5' })

await runChecks([
  // The longest first, so that none of them is left when everything else has ended.
  {
    name: 'packages',
    needs: 'chromium',
    writes: '.tmp/package',
    run: async (context) =>
      (await buildsPackage(context)) ? installsPackage(context) : oneFailure,
  },
  {
    name: 'peers',
    needs: 'chromium',
    run: project('e2e', ['test/conformance'], { CONFORMANCE_PEERS: '1' }),
  },
  ...browserNames.map(inBrowser),
  {
    name: 'screenshots',
    needs: 'chromium',
    run: async (context) =>
      (await buildsStorybook(context)) ? looksAtStories(context) : oneFailure,
  },
  { name: 'chaos', run: project('e2e', ['test/e2e/chaos'], { CHAOS_SECONDS: '20' }) },
  {
    name: 'nats',
    run: project('e2e', ['test/e2e/nats-kill.test.ts'], { NATS_SECONDS: '15', NATS_KILLS: '3' }),
  },
  {
    name: 'feeds',
    run: project('e2e', ['test/e2e/killed-feeds'], { FEED_SECONDS: '25' }),
  },
  {
    name: 'redis',
    run: project('node', ['test/server/log/redis-', 'test/contracts/event-log'], {
      REDIS_FAILURES: '1',
    }),
  },
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
    name: 'elements',
    needs: 'chromium',
    writes: '.tmp/package',
    run: async (context) =>
      (await buildsPackage(context)) &&
      (await context.succeeds(['node', 'element-build.ts', 'react']))
        ? comparesElements(context)
        : oneFailure,
  },
  {
    name: 'simulator',
    run: project('node', ['test/simulator'], { SIMULATOR_RUNS: '60' }),
  },
  {
    name: 'durable',
    run: project('e2e', ['test/conformance/durable-streams'], { DURABLE_CONFORMANCE: '1' }),
  },
  {
    name: 'frames',
    needs: 'chromium',
    isAlone: true,
    run: async (context) =>
      (await buildsPages(context))
        ? project('browsers', ['test/browsers/frame-rate'])(context)
        : oneFailure,
  },
  {
    name: 'page-use',
    needs: 'chromium',
    isAlone: true,
    run: async (context) => ((await buildsPages(context)) ? usesPage(context) : oneFailure),
  },
  {
    name: 'orders-page',
    needs: 'chromium',
    isAlone: true,
    run: async (context) => ((await buildsPages(context)) ? patchesOrders(context) : oneFailure),
  },
  attacks,
  soaks,
])
