/** The dashboard of the page, in front of the server in the tab. */
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { page } from 'vitest/browser'
import { companyFeed, createMockBackend, memoryLog } from '../../src/mocks/index.ts'
import { button, showForTest } from './page-stage.tsx'

const [acme, globex] = ['acme', 'globex'].map((tenant) => ({ tenant }))

async function showDashboard(hash = '#/dashboard/acme') {
  const feed = companyFeed({ log: memoryLog() })
  const backend = createMockBackend({ feeds: [feed], returnDelayMs: 0 })
  const volunteers = (value: number, whose = acme) =>
    feed.publish({ type: 'metric_updated', metric: 'active_volunteers', value }, whose)
  await volunteers(120)
  await volunteers(777, globex)
  const stage = showForTest({ backend, hash })
  return { ...stage, backend, feed, volunteers }
}

const tile = (label: string) =>
  page.elementLocator(document.body).getByRole('article', { name: label })

describe('the dashboard', () => {
  it('shows the numbers of a company as they change, also those without a text', async () => {
    const { feed, volunteers } = await showDashboard()
    await expect.element(tile('Active volunteers')).toMatchTextContent(/120/)
    await volunteers(128)
    await expect.element(tile('Active volunteers')).toMatchTextContent(/128.*\+8/)
    await feed.publish({ type: 'metric_updated', metric: 'trees_planted', value: 5 }, acme)
    await expect.element(tile('Trees planted')).toMatchTextContent(/5/)
  })

  it('draws lines that begin before the page was opened, with what the server has', async () => {
    const feed = companyFeed({ log: memoryLog() })
    const metric = { type: 'metric_updated', metric: 'active_volunteers' } as const
    for (let n = 0; n < 12; n++) await feed.publish({ ...metric, value: 100 + n, atMs: n }, acme)
    const backend = createMockBackend({ feeds: [feed], returnDelayMs: 0 })
    showForTest({ backend, hash: '#/dashboard/acme' })
    const line = () => tile('Active volunteers').getByRole('img', { name: /12 values/ })
    await expect.element(line()).toBeInTheDocument()
    await feed.publish({ ...metric, value: 150, atMs: 12 }, acme)
    await expect
      .element(tile('Active volunteers').getByRole('img', { name: /13 values.*100.*150/ }))
      .toBeInTheDocument()
  })

  it('shows nothing of another company, before and after it is changed', async () => {
    const { volunteers } = await showDashboard()
    await expect.element(tile('Active volunteers')).toMatchTextContent(/120/)
    location.hash = '#/dashboard/globex'
    await expect.element(tile('Active volunteers')).toMatchTextContent(/777/)
    await volunteers(131)
    await volunteers(778, globex)
    await expect.element(tile('Active volunteers')).toMatchTextContent(/778/)
    expect(document.body.textContent).not.toMatch(/120|131/)
    history.back()
    await expect.element(tile('Active volunteers')).toMatchTextContent(/131/)
    expect(document.body.textContent).not.toMatch(/777|778/)
  })

  it('causes no warning of React', async () => {
    const complaint = vi.spyOn(console, 'error')
    onTestFinished(() => complaint.mockRestore())
    await showDashboard()
    await expect.element(tile('Active volunteers')).toMatchTextContent(/120/)
    location.hash = '#/dashboard/globex'
    await expect.element(tile('Active volunteers')).toMatchTextContent(/777/)
    expect(complaint.mock.calls).toEqual([])
  })

  it('shows that it is offline, keeps its numbers, and shows the current ones after reconnecting', async () => {
    const { volunteers } = await showDashboard()
    const impact = tile('Active volunteers')
    await expect.element(impact).toHaveAttribute('data-freshness', 'live')
    await button('Go offline').click()
    await expect.element(impact).toHaveAttribute('data-freshness', 'stale')
    await expect.element(page.getByRole('banner')).toMatchTextContent(/Reconnecting/)
    await volunteers(140)
    await expect.element(impact).toMatchTextContent(/120/)
    await button('Go online').click()
    await expect.element(impact, { timeout: 15_000 }).toMatchTextContent(/140/)
    await expect.element(impact).toHaveAttribute('data-freshness', 'live')
  })

  it('offers what to do for a company without numbers', async () => {
    await showDashboard('#/dashboard/new-one')
    await expect.element(page.getByText(/No metrics yet/)).toBeVisible()
    await expect.element(page.getByRole('heading', { level: 1 })).toMatchTextContent(/new-one/)
  })
})
