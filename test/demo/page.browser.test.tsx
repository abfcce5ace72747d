import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { Fetch } from '../../src/demo/send-request.ts'
import { printAccountAddress } from '../../src/feeds/payments/address.ts'
import { createMockBackend } from '../../src/mocks/index.ts'
import { button, card, dialog, type Stage, seedStream, showPage, worker } from './page-stage.tsx'

let stage: Stage | undefined

beforeEach(async () => {
  await page.viewport(1280, 900)
})
afterEach(() => {
  stage?.[Symbol.dispose]()
  stage = undefined
})

/** The page of the employer with one running stream; answers its id. */
async function showWithStream(): Promise<string> {
  stage = showPage()
  const streamId = await seedStream(stage.backend)
  await expect.element(card(streamId)).toBeVisible()
  return streamId
}

describe('the page of an account without streams', () => {
  it('offers to create one', async () => {
    stage = showPage()
    await expect.element(page.getByText(/No streams yet/)).toBeVisible()
    await button('Create a stream').click()
    await expect.element(dialog()).toBeVisible()
  })
})

describe('the page of a server that refuses it', () => {
  it('shows one message, and retries on request', async () => {
    const backend = createMockBackend()
    await seedStream(backend)
    let isRefusing = true
    const refusing: Fetch = (url, init) =>
      isRefusing
        ? Promise.resolve(Response.json({ code: 'unauthorized', detail: 'No.' }, { status: 403 }))
        : backend.fetch(url, init)
    stage = showPage({ backend, environment: { fetch: refusing } })
    await expect.element(page.getByText(/Streams couldn’t be loaded/)).toBeVisible()
    isRefusing = false
    await button('Try again').click()
    await expect.element(card('1')).toBeVisible()
  })
})

describe('the activity', () => {
  it('reaches back to before the page was opened', async () => {
    const backend = createMockBackend()
    const streamId = await seedStream(backend)
    await backend.ledger.pause({ streamId })
    stage = showPage({ backend })
    const activity = page.getByRole('region', { name: 'Activity' })
    await expect.element(activity).toMatchTextContent(/Paused.*Created/)
    await backend.ledger.resume({ streamId })
    await button('1 new').click()
    await expect.element(activity).toMatchTextContent(/Resumed.*Paused.*Created/)
    // Read for the history only: nothing was done to the stream a second time.
    await expect
      .element(card(streamId).getByRole('button', { name: `Pause stream ${streamId}` }))
      .toBeVisible()
  })
})

describe('a connection that is lost', () => {
  it('shows in the badge, and the page is right again without a reload', async () => {
    const streamId = await showWithStream()
    const { backend } = stage as Stage
    const badge = page.getByRole('banner')
    await expect.element(badge).toMatchTextContent(/Live/)

    await button('Go offline').click()
    await expect.element(badge).toMatchTextContent(/Reconnecting/)
    const banner = page.getByRole('main')
    await expect
      .element(banner)
      .toMatchTextContent(/Reconnecting.*Last confirmed at \d\d:\d\d:\d\d/)
    await backend.ledger.pause({ streamId })
    await expect
      .element(card(streamId).getByRole('button', { name: `Pause stream ${streamId}` }))
      .toBeVisible()

    await button('Go online').click()
    await expect.element(badge, { timeout: 15_000 }).toMatchTextContent(/Live/)
    await expect
      .element(card(streamId).getByRole('button', { name: `Resume stream ${streamId}` }))
      .toBeVisible()
  }, 30_000)

  it('comes back by itself when it was only cut', async () => {
    await showWithStream()
    const badge = page.getByRole('banner')
    await expect.element(badge).toMatchTextContent(/Live/)
    await button('Drop connection').click()
    await expect.element(badge).toMatchTextContent(/Reconnecting/)
    await expect.element(badge, { timeout: 15_000 }).toMatchTextContent(/Live/)
  }, 30_000)
})

describe('the account', () => {
  it('is picked by name, and stays in the address bar', async () => {
    await showWithStream()
    await page.getByLabelText('Account', { exact: true }).selectOptions(worker.address)
    expect(new URLSearchParams(location.search).get('account')).toBe(worker.address)
    await expect.element(page.getByRole('heading', { name: worker.name, level: 1 })).toBeVisible()
    await expect.element(page.getByRole('heading', { name: /Incoming/ })).toBeVisible()
    history.back()
    await expect.element(page.getByRole('heading', { name: /Outgoing/ })).toBeVisible()
  })

  it('can be any address with a valid checksum', async () => {
    stage = showPage()
    const stranger = printAccountAddress(new Uint8Array(32).fill(9))
    await page.getByLabelText('Account', { exact: true }).selectOptions('another')
    const field = page.getByLabelText('Account address')
    await field.fill(`${stranger.slice(0, -1)}2`)
    await userEvent.keyboard('{Enter}')
    await expect.element(field).toHaveAccessibleDescription(/checksum/)
    await field.fill(stranger)
    await userEvent.keyboard('{Enter}')
    expect(new URLSearchParams(location.search).get('account')).toBe(stranger)
    await expect.element(page.getByText(/No streams yet/)).toBeVisible()
  })
})

/** Where there is no room for them next to each other, a button shows them. */
async function openSettings(): Promise<void> {
  await page.viewport(360, 800)
  const theme = page.getByRole('radio', { name: 'Dark' })
  await expect.element(theme).not.toBeInTheDocument()
  await button('Display settings').click()
  await expect.element(button('Display settings')).toHaveAttribute('aria-expanded', 'true')
}

describe('what a person can set', () => {
  it('is the theme, which is remembered', async () => {
    stage = showPage()
    await openSettings()
    await page.getByRole('radio', { name: 'Dark' }).click()
    await expect.poll(() => document.documentElement.dataset['theme']).toBe('dark')
    expect(localStorage.getItem('streamgauge.theme')).toBe('dark')
    localStorage.clear()
  })

  it('is whether numbers move', async () => {
    const streamId = await showWithStream()
    await openSettings()
    await button('Paused').click()
    await expect.element(button('Paused')).toHaveAttribute('aria-pressed', 'true')
    const shown = card(streamId).element().textContent
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    expect(card(streamId).element().textContent).toBe(shown)
  })
})
