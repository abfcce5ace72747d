import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { Fetch } from '../../src/demo/send-request.ts'
import { createMockBackend } from '../../src/mocks/index.ts'
import {
  button,
  card,
  dialog,
  employer,
  type Stage,
  showPage,
  toasts,
  worker,
} from './page-stage.tsx'

let stage: Stage | undefined

beforeEach(async () => {
  await page.viewport(1280, 900)
})
afterEach(() => {
  stage?.[Symbol.dispose]()
  stage = undefined
})

describe('creating a stream', () => {
  it('works with the keyboard alone, by name, and shows the exact values', async () => {
    stage = showPage()
    await expect.element(button('New stream')).toBeVisible()
    ;(button('New stream').element() as HTMLElement).focus()
    await userEvent.keyboard('{Enter}')
    // The focus is where typing makes sense: the sender is known already.
    await expect.element(recipient()).toHaveFocus()
    await userEvent.keyboard(worker.name)
    await expect.element(recipient()).toHaveAccessibleDescription(/^G\w{3}…\w{4}$/)
    await userEvent.keyboard('{Tab}{Tab}1000{Tab}{Tab}3')
    await expect.element(dialog()).toMatchTextContent(/Per second0\.0001286 USDC \(1,286 units\)/)
    await expect.element(dialog()).toMatchTextContent(/Ends 50 seconds later/)
    await userEvent.keyboard('{Enter}')
    await expect.element(card('1')).toBeVisible()
    await expect.element(dialog()).not.toBeInTheDocument()
    await expect.element(button('New stream')).toHaveFocus()
    expect((await stage.backend.ledger.read('1')).stream).toMatchObject({
      sender: employer.address,
      recipient: worker.address,
      // 1,000 × 10^7 units over 90 days of 86,400 seconds, cut.
      ratePerSecond: 1_286n,
      depositedAmount: 10_000_000_000n,
    })
    await expect
      .element(toasts())
      .toMatchTextContent(`Stream 1 created: 1,000.00 USDC to ${worker.name}.`)
  })

  it('takes a rate and a deposit as well', async () => {
    stage = showPage()
    await button('New stream').click()
    await recipient().fill(worker.address)
    await expect.element(recipient()).toHaveAccessibleDescription(worker.name)
    await page.getByRole('radio', { name: 'Rate and deposit' }).click()
    await page.getByLabelText('Rate in USDC').fill('100')
    await page.getByLabelText('Deposit in USDC').fill('1200')
    await expect.element(dialog()).toMatchTextContent(/Per second0\.0000385 USDC \(385 units\)/)
    await expect.element(dialog()).toMatchTextContent(/Rounded down by 0\.208 USDC/)
    await button('Create stream').click()
    await expect.element(card('1')).toBeVisible()
    expect((await stage.backend.ledger.read('1')).stream).toMatchObject({
      // 100 × 10^7 units over 2,592,000 seconds, cut.
      ratePerSecond: 385n,
      depositedAmount: 12_000_000_000n,
    })
  })

  it('keeps the fields where they are when the preview appears below them', async () => {
    await page.viewport(1280, 900)
    stage = showPage()
    await button('New stream').click()
    const total = page.getByLabelText('Total in USDC')
    const top = () => total.element().getBoundingClientRect().top
    await recipient().fill(worker.address)
    await page.getByLabelText('Over').fill('3')
    const before = top()
    await total.fill('100')
    await expect.element(dialog()).toMatchTextContent(/Per second/)
    expect(top()).toBe(before)
  })

  it('shows errors next to their fields, and focuses the first', async () => {
    stage = showPage()
    await button('New stream').click()
    await recipient().fill(`${worker.address.slice(0, -1)}2`)
    await page.getByLabelText('Total in USDC').fill('1.123456789')
    await button('Create stream').click()

    await expect.element(recipient()).toHaveFocus()
    await expect.element(recipient()).toHaveAccessibleDescription(/checksum/)
    await expect.element(recipient()).toBeInvalid()
    await expect
      .element(page.getByLabelText('Total in USDC'))
      .toHaveAccessibleDescription(/7 decimal places/)
    await expect.element(page.getByLabelText('Over')).toHaveAccessibleDescription(/Enter how long/)
  })

  it('shows a server error next to its field', async () => {
    const backend = createMockBackend()
    const refusing: Fetch = (url, init) =>
      init?.method === 'POST'
        ? Promise.resolve(
            Response.json(
              { code: 'bad_address', detail: 'The value of recipient is not a Stellar account.' },
              { status: 400 },
            ),
          )
        : backend.fetch(url, init)
    stage = showPage({ backend, environment: { fetch: refusing } })
    await fillCreateForm()
    await button('Create stream').click()
    await expect.element(recipient()).toHaveAccessibleDescription(/The value of recipient is not/)
  })

  it('creates one stream when the answer was lost and it is sent again', async () => {
    const backend = createMockBackend()
    const keys: (string | null)[] = []
    const losing: Fetch = async (url, init) => {
      const response = await backend.fetch(url, init)
      if (init?.method !== 'POST') return response
      keys.push(new Headers(init.headers).get('idempotency-key'))
      if (keys.length === 1) throw new TypeError('Failed to fetch')
      return response
    }
    stage = showPage({ backend, environment: { fetch: losing } })
    await fillCreateForm()
    await button('Create stream').click()
    await expect.element(dialog().getByRole('alert')).toMatchTextContent(/couldn’t be reached/)
    await button('Create stream').click()
    await expect.element(dialog()).not.toBeInTheDocument()
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(keys[1]).toBe(keys[0])
    expect((await backend.ledger.list()).streams).toHaveLength(1)
  })

  it('says why the last try failed until the next is answered, so that its button stays', async () => {
    const backend = createMockBackend()
    const answers: ((response: Response) => void)[] = []
    const busy = () => Response.json({ title: 'Busy', status: 503, code: 'busy' }, { status: 503 })
    const waiting: Fetch = async (url, init) =>
      init?.method === 'POST'
        ? new Promise((resolve) => answers.push(resolve))
        : backend.fetch(url, init)
    stage = showPage({ backend, environment: { fetch: waiting } })
    await fillCreateForm()
    await button('Create stream').click()
    await expect.poll(() => answers.length).toBe(1)
    answers[0]?.(busy())
    await expect.element(dialog().getByRole('alert')).toBeVisible()
    await expect.element(dialog().getByRole('alert')).toHaveFocus()
    const topOf = () => dialog().getByRole('alert').element().getBoundingClientRect().top
    const submit = dialog().getByRole('button', { name: 'Create stream' })
    // The form is higher than the screen, and a press would scroll to its button.
    submit.element().scrollIntoView({ block: 'nearest' })
    const before = topOf()
    await submit.click()
    await expect.poll(() => answers.length).toBe(2)
    expect(topOf()).toBe(before)
    answers[1]?.(busy())
    await expect.element(dialog().getByRole('alert')).toBeVisible()
  })
})

const recipient = () => page.getByLabelText('To', { exact: true })

async function fillCreateForm(): Promise<void> {
  await button('New stream').click()
  await recipient().fill(worker.address)
  await page.getByLabelText('Total in USDC').fill('1000')
  await page.getByLabelText('Over').fill('3')
}
