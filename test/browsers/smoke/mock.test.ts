/** The built page with the server in the tab: behind the service worker, or without it where that cannot stream. */
import { resolve } from 'node:path'
import { type PreviewServer, preview } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../support/until.ts'
import { browserName, createVisits, type Visitor, type Visits } from './visitor.ts'

let visits: Visits
let files: PreviewServer
let page: Visitor

beforeAll(async () => {
  files = await preview({
    configFile: false,
    logLevel: 'error',
    build: { outDir: resolve('build/mock') },
    preview: { host: '127.0.0.1', port: 0 },
  })
  visits = await createVisits()
  const address = files.httpServer.address()
  const port = typeof address === 'object' ? address?.port : undefined
  page = await visits.visit(`http://localhost:${port}/#/streams`)
})

afterAll(async () => {
  await visits?.close()
  await files?.close()
})

const firstCard = '.card-grid .sg-list__item:first-child'
const shown = () => page.textOf(`${firstCard} .sg-balance__value`)

describe(`in ${browserName}, the page with the server in the tab`, () => {
  it('is live, and ticks', async () => {
    await page.untilLive()
    await until(async () => (await shown()) !== '', 10_000, 'a balance is shown')
    const before = await shown()
    await until(async () => (await shown()) !== before, 5_000, 'the balance has changed')
  })

  it('takes commands', async () => {
    await page.pressButton('.title-row', 'New stream')
    const dialog = 'dialog[open]'
    await page.pressButton(dialog, 'Rate and deposit')
    const recipient = await page.ask<string>(
      `document.querySelector('${dialog} datalist option:nth-child(2)').value`,
    )
    await page.fill(dialog, 'To', recipient)
    await page.fill(dialog, 'Deposit', '54321')
    await page.fill(dialog, 'Rate in', '1')
    await page.pressButton(dialog, 'Create stream')
    await until(
      async () => (await page.textOf('#streams')).includes('54,321'),
      10_000,
      'the new stream is shown',
    )
    expect(await page.textOf(dialog)).toBe('')
  })

  it('loses a connection that is dropped, and is live again', async () => {
    await page.watchBadge()
    await page.pressButton('.page-aside', 'Drop connection')
    await until(
      async () => (await page.watchedBadge()).includes('Reconnecting'),
      10_000,
      'the badge says so',
    )
    await page.untilLive()
  })
})
