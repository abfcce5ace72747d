/** `npm run demo`: the dev server with the page in mock mode, whose modules arrive one by one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartedProgram, startProgram, untilPrinted } from '../../support/browsers/process.ts'
import { until } from '../../support/until.ts'
import { browserName, createVisits, type Visits } from './visitor.ts'

let visits: Visits
let files: StartedProgram
let url: string

beforeAll(async () => {
  // In Vitest's environment the configuration is that of the tests.
  const { VITEST: _, ...env } = process.env
  files = startProgram(
    process.execPath,
    ['node_modules/vite/bin/vite.js', '--mode', 'mock', '--host', 'localhost', '--port', '0'],
    { env: { ...env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  ;[visits, url] = await Promise.all([
    createVisits(),
    untilPrinted(files, /http:\/\/localhost:\d+\//, files.child.stdout),
  ])
})

afterAll(async () => {
  await visits?.close()
  await files?.end()
})

describe(`in ${browserName}, the demo`, () => {
  it('is live, and ticks', async () => {
    const page = await visits.visit(`${url}#/streams`)
    const shown = () => page.textOf('.card-grid .sg-list__item:first-child .sg-balance__value')
    // The first visit waits until all modules are transformed.
    await until(async () => (await shown()) !== '', 60_000, 'a balance is shown')
    await page.untilLive()
    const before = await shown()
    await until(async () => (await shown()) !== before, 5_000, 'the balance has changed')
    expect(await page.textOf('vite-error-overlay')).toBe('')
  })
})
