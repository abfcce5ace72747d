/** The orders of the page, in front of the server in the tab. */
import { beforeEach, describe, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import type { Fetch } from '../../src/demo/send-request.ts'
import { createMockBackend, memoryLog, ordersFeed } from '../../src/mocks/index.ts'
import { button, showForTest } from './page-stage.tsx'

beforeEach(async () => {
  await page.viewport(1280, 900)
})

/** The page with one order open; answers how others change it, and what the server has. */
async function showOrder(wrap: (fetch: Fetch) => Fetch = (fetch) => fetch) {
  const feed = ordersFeed({ log: memoryLog() })
  const { store } = feed
  const { item } = await store.create({
    customer: 'cus_ada',
    status: 'placed',
    currency: 'EUR',
    items: [{ sku: 'MUG-01', name: 'Mug', quantity: 3, unitPrice: '24.90' }],
  })
  const id = item?.id ?? ''
  const backend = createMockBackend({ feeds: [feed], returnDelayMs: 0 })
  showForTest({
    backend,
    environment: { fetch: wrap(backend.fetch) },
    hash: `#/orders/${id}`,
  })
  await expect.element(field('Status')).toHaveValue('placed')
  await expect.element(page.getByRole('banner')).toMatchTextContent(/Live/)
  return {
    id,
    backend,
    store,
    stored: async () => (await store.read(id)).item,
    patch: (change: Record<string, string>) => store.patch(id, change),
  }
}

/** Answers of changes arrive only once they are released. */
function heldAnswers() {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const wrap =
    (fetch: Fetch): Fetch =>
    async (input, init) => {
      const answer = await fetch(input, init)
      if (init?.method === 'PATCH') await released
      return answer
    }
  return { wrap, release: () => release() }
}

/** Answers of changes that the feed cannot continue, as those from before a history break. */
const withoutPosition =
  (fetch: Fetch): Fetch =>
  async (input, init) => {
    const answer = await fetch(input, init)
    if (init?.method !== 'PATCH') return answer
    return Response.json({ ...(await answer.json()), position: undefined })
  }

const field = (name: string) => page.getByLabelText(name, { exact: true })
const row = (text: RegExp) => page.getByRole('row', { name: text })

describe('the orders, while none is chosen', () => {
  it('have an overview next to them that counts with them', async () => {
    const { id, store, patch } = await showOrder()
    await store.create({
      customer: 'cus_bob',
      status: 'delivered',
      currency: 'EUR',
      items: [{ sku: 'TEA-07', name: 'Tea', quantity: 1, unitPrice: '11.50' }],
    })
    location.hash = '#/orders'
    const overview = page.getByRole('region', { name: 'Overview' })
    await expect.element(overview).toMatchTextContent(/Open orders1.*€74.70/)
    await expect.element(overview).toMatchTextContent(/Placed1.*Delivered1/)
    await patch({ status: 'delivered' })
    await expect.element(overview).toMatchTextContent(/Open orders0.*€0.00.*Placed0.*Delivered2/)
    expect(id).not.toBe('')
  })
})

describe('the table', () => {
  it('has room for a time in one line, in wider fonts as well', async () => {
    await showOrder()
    const times = () => [...document.querySelectorAll('#orders [role=row] time')]
    await expect.poll(() => times().length).toBe(2)
    for (const time of times()) {
      const cell = time.closest('[role=gridcell], [role=cell]') as Element
      const { paddingInlineStart, paddingInlineEnd } = getComputedStyle(cell)
      const paddings = Number.parseFloat(paddingInlineStart) + Number.parseFloat(paddingInlineEnd)
      const text = document.createRange()
      text.selectNodeContents(time)
      const needed = text.getBoundingClientRect().width
      expect(cell.clientWidth - paddings).toBeGreaterThan(needed * 1.15)
    }
  })
})

describe('an order', () => {
  it('is changed on the page, and the table and the server have it', async () => {
    const { stored } = await showOrder()
    await field('Status').selectOptions('paid')
    await field('Note').fill('Ring twice')
    await button('Save changes').click()
    await expect.element(page.getByText('Changes saved.').first()).toBeVisible()
    expect(await stored()).toMatchObject({ status: 'paid', note: 'Ring twice' })
    await expect.element(row(/Paid/)).toBeVisible()
    await expect.element(button('Save changes')).toBeDisabled()
  })

  it('that was changed meanwhile shows both versions, and is saved on top of the other', async () => {
    const { patch, stored } = await showOrder()
    await field('Note').fill('Ring twice')
    await patch({ status: 'packed', note: 'Leave it outside' })
    await expect.element(row(/Packed/)).toBeVisible()
    // What is being entered stays.
    await expect.element(field('Note')).toHaveValue('Ring twice')
    await expect.element(field('Note')).toHaveAccessibleDescription(/Leave it outside/)
    await button('Save changes').click()
    const conflict = page.getByRole('alert')
    await expect.element(conflict).toMatchTextContent(/haven’t been saved.*Packed/)
    expect(await stored()).toMatchObject({ note: 'Leave it outside' })
    await button('Save my changes anyway').click()
    await expect.element(page.getByText('Changes saved.').first()).toBeVisible()
    expect(await stored()).toMatchObject({ status: 'packed', note: 'Ring twice' })
  })

  it('can be left as others have changed it', async () => {
    const { patch, stored } = await showOrder()
    await field('Status').selectOptions('cancelled')
    await patch({ status: 'shipped' })
    await button('Save changes').click()
    await button('Discard my changes').click()
    await expect.element(field('Status')).toHaveValue('shipped')
    expect(await stored()).toMatchObject({ status: 'shipped' })
    expect(page.getByRole('alert').elements()).toEqual([])
  })

  it('cannot be saved without the network, says so, and can be once it is back', async () => {
    const { backend, stored } = await showOrder()
    await field('Note').fill('Ring twice')
    await button('Go offline').click()
    await button('Save changes').click()
    await expect.element(page.getByRole('alert')).toMatchTextContent(/couldn’t be reached/)
    await expect.element(page.getByText('Orders may be out of date').first()).toBeVisible()
    backend.setPlugged(true)
    await expect.element(page.getByRole('banner'), { timeout: 15_000 }).toMatchTextContent(/Live/)
    await expect.element(field('Note')).toHaveValue('Ring twice')
    await button('Save changes').click()
    await expect.poll(stored).toMatchObject({ note: 'Ring twice' })
  })

  it('keeps what is entered while a change is being saved', async () => {
    const { wrap, release } = heldAnswers()
    const { stored } = await showOrder(wrap)
    await field('Note').fill('Ring twice')
    await field('Status').selectOptions('paid')
    await button('Save changes').click()
    await expect.poll(stored).toMatchObject({ note: 'Ring twice' })
    await field('Note').fill('')
    await field('Tracking number').fill('NO1')
    release()
    await expect.element(button('Save changes')).toBeEnabled()
    await expect.element(field('Note')).toHaveValue('')
    await expect.element(field('Tracking number')).toHaveValue('NO1')
    expect(document.querySelector('.order-saved')?.textContent).toBe('')
    await button('Save changes').click()
    await expect.element(page.getByText('Changes saved.').first()).toBeVisible()
    expect(await stored()).toMatchObject({ status: 'paid', trackingNumber: 'NO1' })
    expect(await stored()).not.toHaveProperty('note')
  })

  it('stays as others have changed it since, when the answer to a change is late', async () => {
    const { wrap, release } = heldAnswers()
    const { patch, stored } = await showOrder((fetch) => withoutPosition(wrap(fetch)))
    await field('Note').fill('Ring twice')
    await button('Save changes').click()
    await expect.poll(stored).toMatchObject({ note: 'Ring twice' })
    await patch({ status: 'packed' })
    await expect.element(field('Status')).toHaveValue('packed')
    const shown = new Set<string>()
    const note = () => {
      shown.add((field('Status').element() as HTMLSelectElement).value)
    }
    release()
    for (let frame = 0; frame < 20; frame += 1) {
      await new Promise(requestAnimationFrame)
      note()
    }
    await expect.element(page.getByText('Changes saved.').first()).toBeVisible()
    expect([...shown]).toEqual(['packed'])
  })

  it('that is deleted is gone from the table, and the page says so', async () => {
    const { id, store } = await showOrder()
    await store.remove(id)
    await expect.element(page.getByText('This order no longer exists.')).toBeVisible()
    await expect.poll(() => row(/Ada Lindgren/).elements()).toEqual([])
  })
})
