import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { Fetch } from '../../src/demo/commands.ts'
import { createMockBackend } from '../../src/mocks/index.ts'
import { printAccountAddress } from '../../src/protocol/index.ts'
import { employer, type Stage, seedStream, showPage, worker } from './page-stage.tsx'

let stage: Stage | undefined

beforeEach(async () => {
  await page.viewport(1280, 900)
})
afterEach(() => {
  stage?.[Symbol.dispose]()
  stage = undefined
})

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const dialog = () => page.getByRole('dialog')
const card = (streamId: string) =>
  page.getByRole('article', { name: new RegExp(`^Stream ${streamId},`) })

/** The page of the employer with one running stream; answers its id. */
async function showWithStream(): Promise<string> {
  stage = showPage()
  const streamId = await seedStream(stage.backend)
  await expect.element(card(streamId)).toBeVisible()
  return streamId
}

async function statusOf(streamId: string): Promise<string | undefined> {
  return (await stage?.backend.ledger.read(streamId))?.stream.status
}

describe('the page of an account without streams', () => {
  it('says so, and offers to create one', async () => {
    stage = showPage()
    await expect.element(page.getByText(/This account has no streams yet/)).toBeVisible()
    await button('Create a stream').click()
    await expect.element(dialog()).toBeVisible()
  })
})

describe('creating a stream', () => {
  it('works with the keyboard alone, and shows exactly what is sent', async () => {
    stage = showPage()
    await expect.element(button('New stream')).toBeVisible()
    ;(button('New stream').element() as HTMLElement).focus()
    await userEvent.keyboard('{Enter}')
    // The focus is where typing makes sense: the sender is known already.
    await expect.element(page.getByLabelText('To', { exact: true })).toHaveFocus()
    await userEvent.keyboard(worker.address)
    await userEvent.keyboard('{Tab}{Tab}')
    await userEvent.keyboard('1200')
    await userEvent.keyboard('{Tab}')
    await userEvent.keyboard('100')
    await expect.element(dialog().getByText('0.0000385 USDC')).not.toBeInTheDocument()
    await expect.element(dialog().getByText(/Each second/)).toBeVisible()
    await userEvent.keyboard('{Enter}')
    await expect.element(card('1')).toBeVisible()
    await expect.element(dialog()).not.toBeInTheDocument()
    await expect.element(button('New stream')).toHaveFocus()
    expect((await stage.backend.ledger.read('1')).stream).toMatchObject({
      sender: employer.address,
      recipient: worker.address,
      // 100 × 10^7 units over 2,592,000 seconds, cut.
      ratePerSecond: 385n,
      depositedAmount: 12_000_000_000n,
    })
  })

  it('says beside each field what is wrong with it, and goes there', async () => {
    stage = showPage()
    await button('New stream').click()
    await page.getByLabelText('To', { exact: true }).fill(`${worker.address.slice(0, -1)}2`)
    await page.getByLabelText('Deposit in USDC').fill('1.123456789')
    await button('Create stream').click()

    const recipient = page.getByLabelText('To', { exact: true })
    await expect.element(recipient).toHaveFocus()
    await expect.element(recipient).toHaveAccessibleDescription(/checksum/)
    await expect.element(recipient).toBeInvalid()
    await expect
      .element(page.getByLabelText('Deposit in USDC'))
      .toHaveAccessibleDescription(/7 decimals/)
    await expect
      .element(page.getByLabelText('Rate in USDC'))
      .toHaveAccessibleDescription(/Enter the rate/)
  })

  it('puts a refusal of the server beside the field it is about', async () => {
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
    await expect
      .element(page.getByLabelText('To', { exact: true }))
      .toHaveAccessibleDescription(/The value of recipient is not/)
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
    await expect.element(dialog().getByRole('alert')).toMatchTextContent(/could not be reached/)
    await button('Create stream').click()
    await expect.element(dialog()).not.toBeInTheDocument()
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(keys[1]).toBe(keys[0])
    expect((await backend.ledger.list()).streams).toHaveLength(1)
  })
})

async function fillCreateForm(): Promise<void> {
  await button('New stream').click()
  await page.getByLabelText('To', { exact: true }).fill(worker.address)
  await page.getByLabelText('Deposit in USDC').fill('10')
  await page.getByLabelText('Rate in USDC').fill('1')
}

describe('the actions of a stream', () => {
  it('tops up by an amount in tokens', async () => {
    const streamId = await showWithStream()
    await card(streamId).getByRole('button', { name: 'Top up' }).click()
    await expect.element(page.getByLabelText('Amount in USDC')).toHaveFocus()
    await userEvent.keyboard('0.5{Enter}')
    await expect.element(dialog()).not.toBeInTheDocument()
    const { stream } = await (stage as Stage).backend.ledger.read(streamId)
    expect(stream.depositedAmount).toBe(1_005_000_000n)
    await expect.element(card(streamId).getByRole('button', { name: 'Top up' })).toHaveFocus()
  })

  it('says beside the amount what is wrong with it', async () => {
    const streamId = await showWithStream()
    await card(streamId).getByRole('button', { name: 'Top up' }).click()
    await userEvent.keyboard('-3{Enter}')
    await expect
      .element(page.getByLabelText('Amount in USDC'))
      .toHaveAccessibleDescription(/more than zero/)
    await userEvent.keyboard('{Escape}')
    await expect.element(dialog()).not.toBeInTheDocument()
  })

  it('withdraws all that has streamed', async () => {
    const streamId = await showWithStream()
    await card(streamId).getByRole('button', { name: 'Withdraw' }).click()
    await expect
      .poll(async () => (await stage?.backend.ledger.read(streamId))?.stream.withdrawnAmount)
      .toBeGreaterThanOrEqual(36_000_000n)
    await expect.element(page.getByRole('region', { name: 'Activity' })).toMatchTextContent(/ithdr/)
  })

  it('pauses and resumes with one button that keeps the focus', async () => {
    const streamId = await showWithStream()
    ;(card(streamId).getByRole('button', { name: 'Pause' }).element() as HTMLElement).focus()
    await userEvent.keyboard('{Enter}')
    const resume = card(streamId).getByRole('button', { name: 'Resume' })
    await expect.element(resume).toHaveFocus()
    expect(await statusOf(streamId)).toBe('paused')
    await userEvent.keyboard('{Enter}')
    await expect.element(card(streamId).getByRole('button', { name: 'Pause' })).toHaveFocus()
    expect(await statusOf(streamId)).toBe('active')
  })

  it('asks before it cancels, and then looks after the focus', async () => {
    const streamId = await showWithStream()
    await card(streamId).getByRole('button', { name: 'Cancel' }).click()
    await expect.element(button('Keep it running')).toHaveFocus()
    await button('Keep it running').click()
    expect(await statusOf(streamId)).toBe('active')

    await card(streamId).getByRole('button', { name: 'Cancel' }).click()
    await button('Cancel stream').click()
    await expect.element(page.getByRole('heading', { name: /Ended/ })).toBeVisible()
    expect(await statusOf(streamId)).toBe('cancelled')
    await expect.element(card(streamId)).toHaveFocus()
    await expect
      .element(card(streamId).getByRole('button', { name: 'Top up' }))
      .not.toBeInTheDocument()
  })

  it('says on the card why the contract refused', async () => {
    stage = showPage()
    const { backend } = stage
    // It has not started, so there is nothing to take out.
    const startTime = backend.ledger.nowSeconds() + 3_600
    const streamId = await seedStream(backend, { startTime })
    await card(streamId).getByRole('button', { name: 'Withdraw' }).click()
    await expect.element(card(streamId).getByRole('alert')).toBeVisible()
    await card(streamId).getByRole('button', { name: 'Dismiss' }).click()
    await expect.element(card(streamId).getByRole('alert')).not.toBeInTheDocument()
  })
})

describe('a connection that is lost', () => {
  it('shows in the badge, and the page is right again without a reload', async () => {
    const streamId = await showWithStream()
    const { backend } = stage as Stage
    const badge = page.getByRole('banner')
    await expect.element(badge).toMatchTextContent(/Live/)

    await button('Pull the plug').click()
    await expect.element(badge).toMatchTextContent(/Reconnecting/)
    await backend.ledger.pause({ streamId })
    await expect.element(card(streamId).getByRole('button', { name: 'Pause' })).toBeVisible()

    await button('Plug it in').click()
    await expect.element(badge, { timeout: 15_000 }).toMatchTextContent(/Live/)
    await expect.element(card(streamId).getByRole('button', { name: 'Resume' })).toBeVisible()
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

  it('can be any address with a right checksum', async () => {
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
    await expect.element(page.getByText(/This account has no streams yet/)).toBeVisible()
  })
})

describe('what a person can set', () => {
  it('is the theme, which is remembered', async () => {
    stage = showPage()
    await page.getByRole('radio', { name: 'Dark' }).click()
    await expect.poll(() => document.documentElement.dataset['theme']).toBe('dark')
    expect(localStorage.getItem('streamgauge.theme')).toBe('dark')
    localStorage.clear()
  })

  it('is whether numbers move', async () => {
    const streamId = await showWithStream()
    await page.getByRole('radio', { name: 'Still' }).click()
    await expect.element(page.getByRole('radio', { name: 'Still' })).toBeChecked()
    const shown = card(streamId).element().textContent
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    expect(card(streamId).element().textContent).toBe(shown)
  })
})

describe.each(['light', 'dark'])('in the %s theme', (theme) => {
  it.each([360, 1280])(
    'has nothing that axe objects to at %i px, and nothing sticks out',
    async (width) => {
      localStorage.setItem('streamgauge.theme', theme)
      await page.viewport(width, 900)
      const streamId = await showWithStream()
      await (stage as Stage).backend.ledger.pause({
        streamId: await seedStream((stage as Stage).backend),
      })
      await expect.element(page.getByRole('banner')).toMatchTextContent(/Live/)
      expect(await violations()).toEqual([])
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width)

      await card(streamId).getByRole('button', { name: 'Cancel' }).click()
      expect(await violations()).toEqual([])
      await userEvent.keyboard('{Escape}')
      await button('New stream').click()
      await button('Create stream').click()
      expect(await violations()).toEqual([])
      localStorage.clear()
    },
  )
})

async function violations(): Promise<string[]> {
  const result = await axe.run(document.body)
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  )
}
