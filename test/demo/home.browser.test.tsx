/** The front page, in front of the server in the tab. */
import '../../src/demo/styles/home.css'
import axe from 'axe-core'
import { describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createMockBackend, type MockBackend } from '../../src/mocks/index.ts'
import { button, seedStream, showForTest, worker } from './page-stage.tsx'

async function showHome(width = 1280): Promise<{ backend: MockBackend; streamId: string }> {
  const backend = createMockBackend({ returnDelayMs: 0 })
  const streamId = await seedStream(backend)
  await page.viewport(width, 900)
  showForTest({ backend, hash: '#/home' })
  await expect.element(balance()).toHaveAttribute('data-freshness', 'live')
  return { backend, streamId }
}

const balance = () => page.getByRole('article', { name: /^Account balance/ }).first()
const number = () => balance().element().querySelector('.sg-balance__value')?.textContent ?? ''
const banner = () => page.getByText(/^Last confirmed at/)
const panel = () => page.getByRole('region', { name: 'Pull the plug' })
const currentStep = () => panel().element().querySelector('[aria-current="step"] p')?.textContent

describe('the front page', () => {
  it('opens on a number that grows, of the person who is paid', async () => {
    await showHome()
    await expect.element(page.getByRole('heading', { level: 1 })).toMatchTextContent(/for React/)
    await expect.element(page.getByRole('heading', { level: 2, name: worker.name })).toBeVisible()
    await expect
      .element(page.getByRole('progressbar', { name: 'Streamed' }).first())
      .toHaveAttribute('aria-valuetext', expect.stringMatching(/\d%/))
    const before = number()
    await expect.poll(number).not.toBe(before)
  })

  it('goes stale, then offline, and is exact again when its plug is pulled and put back', async () => {
    const { backend, streamId } = await showHome()
    // A request may be renewed for what the treasury follows.
    await expect.poll(() => backend.openConnections).toBe(1)
    await button('Pull the plug').click()
    await expect.element(balance()).toHaveAttribute('data-freshness', 'stale')
    await expect.poll(currentStep).toMatch(/^Stale/)
    await expect.poll(() => backend.openConnections).toBe(0)
    const stopped = number()
    await expect.element(banner()).toMatchTextContent(/Last confirmed at \d\d:\d\d:\d\d/)
    await backend.ledger.topUp({ streamId, amount: 70_000_000n })
    await expect
      .element(balance(), { timeout: 10_000 })
      .toHaveAttribute('data-freshness', 'offline')
    await expect.poll(currentStep).toMatch(/^Offline/)
    expect(number()).toBe(stopped)

    await button('Plug back in').click()
    await expect.element(balance(), { timeout: 10_000 }).toHaveAttribute('data-freshness', 'live')
    await expect.element(panel()).toMatchTextContent(/1 event caught up, none lost/)
    await expect.element(panel()).toMatchTextContent(/Page and server agree at \d\d:\d\d:\d\d: 3/)
    await expect.poll(currentStep).toMatch(/^Exact again/)
    await expect.element(banner()).not.toBeInTheDocument()
  })

  it.each([
    { width: 360, order: ['earned', 'plug', 'snippet', 'treasury', 'activity'] },
    { width: 1280, order: ['earned', 'plug', 'activity', 'snippet', 'treasury'] },
  ])('is read in the order in which it is seen, at $width px', async ({ width, order }) => {
    await showHome(width)
    await expect.element(page.getByRole('region', { name: 'Activity' })).toBeInTheDocument()
    const selectors = {
      earned: '.earned',
      plug: '.plug-panel',
      snippet: '.snippet',
      treasury: '.treasury',
      activity: '.sg-feed',
    }
    const parts = Object.entries(selectors).map(([name, selector]) => ({
      name,
      element: document.querySelector(selector) as HTMLElement,
    }))
    const inDocument = [...parts].sort((a, b) =>
      a.element.compareDocumentPosition(b.element) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
    )
    expect(inDocument.map(({ name }) => name)).toEqual(order)
    const topOf = (element: HTMLElement) => element.getBoundingClientRect().top
    const column = parts.filter(({ element }) => element.getBoundingClientRect().left < width / 2)
    const seen = [...column].sort((a, b) => topOf(a.element) - topOf(b.element))
    expect(seen.map(({ name }) => name)).toEqual(
      order.filter((name) => column.some((part) => part.name === name)),
    )
  })
})

describe('the treasury', () => {
  it('has a forecast for each token, and a picture next to each name', async () => {
    await showHome()
    const charts = () => document.querySelectorAll('.treasury-forecast .sg-forecast__chart')
    await expect.poll(() => charts().length).toBe(1)
    const row = page.getByRole('row').filter({ hasText: worker.name })
    expect(row.element().querySelector('.sg-party__avatar')).not.toBeNull()
  })

  it('has a heading of its own for each token', async () => {
    await showHome()
    const names = () => [...document.querySelectorAll('.treasury h3')].map((h) => h.textContent)
    await expect.poll(names).toEqual(['Forecast USDC', 'Forecast EURC'])
  })

  it('shows a stream from the side of the account that pays, at an address of its own', async () => {
    const { streamId } = await showHome()
    const row = page.getByRole('row').filter({ hasText: worker.name })
    await row.click()
    await expect.poll(() => location.hash).toBe(`#/home/${streamId}`)
    const detail = page.getByRole('region', { name: 'Stream details' })
    await expect.element(detail).toMatchTextContent(new RegExp(`To ${worker.name}`))
    // In the place of the treasury, with what is expected of it.
    await expect.element(row).not.toBeInTheDocument()
    await expect.poll(() => detail.element().querySelector('.sg-forecast__chart')).not.toBeNull()
    await page.getByRole('link', { name: 'Close details' }).click()
    await expect.element(detail).not.toBeInTheDocument()
    expect(location.hash).toBe('#/home')
    await expect.element(row).toBeVisible()
  })

  it('returns the focus to the row whose stream was opened by keyboard', async () => {
    await showHome()
    const row = page.getByRole('row').filter({ hasText: worker.name })
    await expect.element(row).toBeVisible()
    const before = document.querySelector<HTMLElement>('.treasury [role="row"][tabindex="0"]')
    before?.focus()
    await userEvent.keyboard('{Enter}')
    const detail = page.getByRole('region', { name: 'Stream details' })
    await expect.element(detail).toHaveFocus()
    history.back()
    await expect.element(detail).not.toBeInTheDocument()
    const isBack = () => document.activeElement?.textContent?.includes(worker.name)
    await expect.poll(isBack).toBe(true)
    expect(document.activeElement?.getAttribute('role')).toBe('row')
  })
})

describe('the front page on a phone', () => {
  it('shows one token of the treasury at a time, and no tools of its table', async () => {
    await showHome(360)
    const balances = () =>
      [...document.querySelectorAll('.treasury .sg-account')].map((each) =>
        each.getAttribute('aria-label'),
      )
    await expect.poll(balances).toEqual(['Account balance, USDC'])
    await page.getByRole('radio', { name: 'EURC' }).click({ force: true })
    await expect.poll(() => document.querySelectorAll('.treasury h3').length).toBe(1)
    await expect.poll(() => document.querySelector('.treasury h3')?.textContent).toMatch(/EURC/)
    expect(document.querySelector('.treasury [type="search"]')).toBeNull()
    await expect.element(page.getByRole('link', { name: 'Manage streams' })).toBeVisible()
  })

  it('has room for the text of one step: of the one that has been reached', async () => {
    await showHome(360)
    const texts = () =>
      [...document.querySelectorAll<HTMLElement>('.plug-step')]
        .filter((step) => step.querySelector('.plug-step-text')?.checkVisibility())
        .map((step) => step.dataset['step'])
    await expect.poll(texts).toEqual(['live'])
    await button('Pull the plug').click()
    await expect.poll(texts).toEqual(['stale'])
    await expect.poll(texts, { timeout: 10_000 }).toEqual(['offline'])
    await button('Plug back in').click()
    await expect.poll(texts, { timeout: 10_000 }).toEqual(['exact'])
  })
})

it('does not say on a phone that changes arrive while there is no connection', async () => {
  await page.viewport(360, 900)
  const refuse = async () => new Response(null, { status: 403 })
  showForTest({ hash: '#/home', environment: { fetch: refuse } })
  await expect.element(page.getByRole('banner')).toMatchTextContent(/Connection failed/)
  const text = document.querySelector('.plug-step[data-step="live"] .plug-step-text')
  expect(text?.checkVisibility()).toBe(false)
})

describe('the treasury without a connection', () => {
  it('says once for each balance why there is none, and has no heading without a chart', async () => {
    await page.viewport(1280, 900)
    const refuse = async () => new Response(null, { status: 403 })
    showForTest({ hash: '#/home', environment: { fetch: refuse } })
    const shown = () =>
      [...document.querySelectorAll('.treasury-token')].map((token) => [
        token.querySelector('.sg-account')?.getAttribute('data-phase'),
        token.querySelector('h3')?.checkVisibility(),
      ])
    await expect.poll(shown, { timeout: 10_000 }).toEqual([
      ['error', false],
      ['error', false],
    ])
  })
})

describe.each([320, 360, 1280])('at %i px', (width) => {
  it('has nothing that axe objects to, and nothing sticks out', async () => {
    await showHome(width)
    const { violations } = await axe.run(document.body)
    expect(
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
    ).toEqual([])
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width)
  })
})
