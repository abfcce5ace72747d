/**
 * `npm test`: every check of this repository, in order, with one table at the end.
 *
 *   npm test                     all of them
 *   npm test -- unit browser     only those named
 *
 * What takes longer, and the other browsers, is `npm run test:long`. How checks run and what a missing
 * Chromium means is in support/checks.ts.
 */
import { existsSync } from 'node:fs'
import { missingBrowser } from './support/browsers/find.ts'
import { type Check, commands, oneFailure, project, runChecks, succeeds } from './support/checks.ts'

const buildsPage = () => succeeds(['npm', 'run', '--silent', 'build:page'])

const checks: readonly Check[] = [
  { name: 'lint', run: commands(['biome', 'ci', '--error-on-warnings', '.']) },
  { name: 'types', run: commands(['tsc'], ['tsc', '-p', 'tsconfig.pure.json']) },
  { name: 'unused', run: commands(['knip']) },
  { name: 'unit', run: project(['node', 'pure']) },
  { name: 'browser', needs: 'chromium', run: project('browser') },
  { name: 'stories', needs: 'chromium', run: project('storybook') },
  {
    name: 'e2e',
    needs: 'chromium',
    run: () => (buildsPage() ? project('e2e')() : oneFailure),
  },
  {
    name: 'package',
    run: () => {
      const { failed } = commands(
        ['npm', 'run', '--silent', 'build'],
        ['publint', '--strict'],
        [
          'attw',
          '--pack',
          '.',
          '--profile',
          'esm-only',
          '--exclude-entrypoints',
          'styles.css',
          'dashboard.css',
        ],
        ['size-limit'],
      )()
      return failed > 0 ? oneFailure : project('package')()
    },
  },
]

/** Debian and root are what a fresh container has; elsewhere the check says what to do. */
function installChromium(chosen: readonly Check[]): void {
  const isNeeded = chosen.some(({ needs }) => needs === 'chromium')
  if (!isNeeded || missingBrowser('chromium') === null) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  console.log('No Chromium found: installing Debian’s chromium and fonts-dejavu-core.')
  if (!succeeds(['apt-get', 'update', '-qq'])) return
  succeeds(['apt-get', 'install', '-y', '-qq', 'chromium', 'fonts-dejavu-core'])
}

runChecks(checks, installChromium)
