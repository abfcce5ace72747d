/** Nothing moves under the pointer: new streams wait, own streams come at once. */
import { beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { Fetch } from '../../src/demo/send-request.ts'
import { createMockBackend } from '../../src/mocks/index.ts'
import {
  button,
  card,
  dialog,
  employer,
  pressWhenReady,
  seedStream,
  showForTest,
  showWithStreams,
  toasts,
  worker,
} from './page-stage.tsx'

beforeEach(async () => {
  await page.viewport(1280, 900)
})

const shownIds = () => [...document.querySelectorAll('.sg-card')].map(({ id }) => id.slice(7))
const boxOf = (streamId: string) => {
  const { x, y, height } = card(streamId).element().getBoundingClientRect()
  return { x, y, height }
}
/** Opens the form for a new stream, and asks for a rate and a deposit instead of a total. */
async function openRateForm(): Promise<void> {
  await button('New stream').click()
  await page.getByRole('radio', { name: 'Rate and deposit' }).click()
}
/** Everything that was announced, in order. */
function recordAnnouncements(): readonly string[] {
  const region = document.querySelector('.sg-announcer')
  const texts: string[] = []
  new MutationObserver(() => texts.push(region?.textContent ?? '')).observe(region as Node, {
    childList: true,
    characterData: true,
    subtree: true,
  })
  return texts
}

describe('a stream of others that arrives', () => {
  it('waits while a card is hovered, and is shown on request, and marked', async () => {
    const { backend } = await showWithStreams(3)
    await card('2').getByRole('button', { name: 'Pause stream 2' }).hover()
    const before = boxOf('2')
    await seedStream(backend)
    await expect.element(button('1 new stream')).toBeVisible()
    await seedStream(backend)
    await expect.element(button('2 new streams')).toBeVisible()
    expect(shownIds()).toEqual(['3', '2', '1'])
    expect(boxOf('2')).toEqual(before)

    await button('2 new streams').click()
    expect(shownIds()).toEqual(['5', '4', '3', '2', '1'])
    expect(card('5').element().closest('[role=listitem]')?.classList).toContain('card-fresh')
    await expect.element(button('2 new streams')).not.toBeInTheDocument()
  })

  it('waits while a card has the focus', async () => {
    const { backend } = await showWithStreams(2)
    const pause = card('2').getByRole('button', { name: 'Pause stream 2' })
    await page.getByRole('banner').hover()
    ;(pause.element() as HTMLElement).focus()
    await seedStream(backend)
    await expect.element(button('1 new stream')).toBeVisible()
    expect(shownIds()).toEqual(['2', '1'])
    await expect.element(pause).toHaveFocus()
    ;(button('1 new stream').element() as HTMLElement).focus()
    await userEvent.keyboard('{Enter}')
    await expect.element(card('3')).toHaveFocus()
  })

  it('leaves the focus where the user put it, even if that is the body', async () => {
    const { backend } = await showWithStreams(2)
    await card('2').getByRole('button', { name: 'Pause stream 2' }).click()
    await expect.element(card('2').getByRole('button', { name: 'Resume stream 2' })).toHaveFocus()
    await page.getByText('Streamgauge', { exact: true }).click()
    await backend.ledger.cancel({ streamId: '2' })
    await expect.element(card('2')).toMatchTextContent(/Cancelled/)
    expect(document.activeElement).toBe(document.body)
  })

  it('comes by itself some seconds after the page was used', async () => {
    const { backend } = await showWithStreams(2)
    await page.getByRole('banner').hover()
    await seedStream(backend)
    await expect.poll(shownIds, { timeout: 5_000 }).toEqual(['3', '2', '1'])
  })

  it('comes by itself where there is no other that it could move', async () => {
    const { backend } = showForTest({ backend: createMockBackend() })
    await expect.element(page.getByText(/No streams yet/)).toBeVisible()
    await seedStream(backend)
    await expect.poll(shownIds).toEqual(['1'])
  })
})

describe('a stream that ends', () => {
  it('keeps its place and its size while the list is used', async () => {
    const { backend } = await showWithStreams(4)
    await card('1').hover()
    const before = [boxOf('4'), boxOf('1')]
    await backend.ledger.cancel({ streamId: '3' })
    await expect.element(card('3')).toMatchTextContent(/This stream has ended/)
    expect(shownIds()).toEqual(['4', '3', '2', '1'])
    expect([boxOf('4'), boxOf('1')]).toEqual(before)
    await button('Update list').click()
    expect(shownIds()).toEqual(['4', '2', '1', '3'])
  })
})

describe('a stream of one’s own', () => {
  it('is shown at once, marked, scrolled to, and announced before the others', async () => {
    const { backend } = await showWithStreams(12)
    await page.viewport(360, 640)
    await card('2').getByRole('button', { name: 'Pause stream 2' }).hover()
    const announced = recordAnnouncements()
    await backend.ledger.pause({ streamId: '7' })
    await openRateForm()
    await page.getByLabelText('To', { exact: true }).fill(worker.address)
    await page.getByLabelText('Deposit in USDC').fill('1,250')
    await page.getByLabelText('Rate in USDC').fill('100')
    await expect
      .element(dialog())
      .toMatchTextContent(
        new RegExp(`Preview1,250\\.00 USDCTo.*${worker.name}.*Ends\\w+ \\d+, \\d+`),
      )
    await backend.ledger.resume({ streamId: '7' })
    await button('Create stream').click()

    await expect
      .element(toasts())
      .toMatchTextContent(`Stream 13 created: 1,250.00 USDC to ${worker.name}.`)
    expect(shownIds()[0]).toBe('13')
    expect(card('13').element().closest('[role=listitem]')?.classList).toContain('card-fresh')
    await expect.element(card('13')).toBeInViewport()
    await expect.poll(() => announced.at(-1)).toMatch(/^Stream 13 created/)
    expect(announced.filter((text) => /Created|13/.test(text))).toHaveLength(1)
  })

  it.each([
    {
      since: 'a dialog of another stream was opened',
      press: async () => {
        await pressWhenReady(card('1').getByRole('button', { name: 'Top up stream 1' }))
        await expect.element(dialog()).toBeVisible()
      },
    },
    {
      since: 'its toast was dismissed',
      press: () => toasts().getByRole('button', { name: 'Dismiss' }).click(),
    },
  ])('waits when it arrives late, after $since', async ({ press }) => {
    const backend = createMockBackend()
    await seedStream(backend)
    await seedStream(backend)
    let delivery = Promise.resolve()
    const delayed: Fetch = async (url, init) => {
      const response = await backend.fetch(url, init)
      const isFeed = response.headers.get('content-type')?.startsWith('text/event-stream')
      if (!isFeed || !response.body) return response
      const delay = new TransformStream<Uint8Array, Uint8Array>({
        async transform(chunk, controller) {
          await delivery
          controller.enqueue(chunk)
        },
      })
      return new Response(response.body.pipeThrough(delay), response)
    }
    showForTest({ backend, environment: { fetch: delayed } })
    await expect.element(card('2')).toBeVisible()
    let deliver = () => {}
    delivery = new Promise((resolve) => {
      deliver = resolve
    })
    await openRateForm()
    await page.getByLabelText('To', { exact: true }).fill(worker.address)
    await page.getByLabelText('Deposit in USDC').fill('1,250')
    await page.getByLabelText('Rate in USDC').fill('100')
    await button('Create stream').click()
    await expect.element(toasts()).toMatchTextContent(/Stream 3 created/)

    await press()
    const before = boxOf('1')
    deliver()
    await expect.element(page.getByText('1 new stream', { exact: true })).toBeInTheDocument()
    // The list would be changed by an effect, after it has been shown.
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(shownIds()).toEqual(['2', '1'])
    expect(boxOf('1')).toEqual(before)
  })

  it('cannot be sent to oneself', async () => {
    showForTest()
    await button('New stream').click()
    // The sender is the account of the page: shown, and not entered.
    const sender = dialog().getByTitle(employer.address, { exact: true })
    await expect.element(sender).toMatchTextContent(employer.name)
    await page.getByLabelText('To', { exact: true }).fill(employer.address)
    await button('Create stream').click()
    await expect
      .element(page.getByLabelText('To', { exact: true }))
      .toHaveAccessibleDescription('This is the sender. Enter another account.')
  })
})

describe('a page in German', () => {
  it('reads 1.250 as a thousand, shows that, and sends it', async () => {
    const stage = showForTest({ environment: { locale: 'de-DE' } })
    await openRateForm()
    await page.getByLabelText('To', { exact: true }).fill(worker.address)
    const deposit = page.getByLabelText('Deposit in USDC')
    await expect.element(deposit).toHaveAccessibleDescription('For example 1.250,50')
    await deposit.fill('1.250')
    await expect.element(deposit).toHaveAccessibleDescription(/^=\s1\.250,00\sUSDC$/)
    await page.getByLabelText('Rate in USDC').fill('12,5')
    await expect.element(dialog()).toMatchTextContent(/Preview1\.250,00 USDCTo/)
    await button('Create stream').click()
    await expect.element(card('1')).toBeVisible()
    expect((await stage.backend.ledger.read('1')).stream.depositedAmount).toBe(12_500_000_000n)
  })

  it('refuses 1.25, which is no amount there', async () => {
    showForTest({ environment: { locale: 'de-DE' } })
    await openRateForm()
    const deposit = page.getByLabelText('Deposit in USDC')
    await deposit.fill('1.25')
    await userEvent.keyboard('{Tab}')
    await expect
      .element(deposit)
      .toHaveAccessibleDescription(
        'This amount is ambiguous. Write it like 1.250,50, or without separators.',
      )
  })
})

describe('a command that found no network', () => {
  it('shows an error that goes when the connection returns', async () => {
    const backend = createMockBackend()
    await seedStream(backend)
    showForTest({ backend })
    await expect.element(card('1')).toBeVisible()
    await expect.element(page.getByRole('banner')).toMatchTextContent(/Live/)
    await button('Go offline').click()
    await card('1').getByRole('button', { name: 'Pause stream 1' }).click()
    await expect.element(toasts()).toMatchTextContent(/couldn’t be reached/)
    await card('1').getByRole('button', { name: 'Pay out stream 1' }).click()
    await dialog().getByRole('button', { name: 'Pay out' }).click()
    await expect.element(dialog().getByRole('alert')).toMatchTextContent(/couldn’t be reached/)
    await dialog().getByRole('button', { name: 'Close' }).click()
    const failure = toasts().getByText(/couldn’t be reached/)
    await expect.element(failure).toBeVisible()
    await button('Go online').click()
    // The region is hidden with its last message.
    await expect.element(failure, { timeout: 20_000 }).not.toBeInTheDocument()
  }, 40_000)

  it('is sent again on request, and once', async () => {
    const backend = createMockBackend()
    await seedStream(backend)
    let isLosing = true
    const keys: (string | null)[] = []
    const losing: Fetch = async (url, init) => {
      const response = await backend.fetch(url, init)
      if (init?.method !== 'POST') return response
      keys.push(new Headers(init.headers).get('idempotency-key'))
      if (isLosing) throw new TypeError('Failed to fetch')
      return response
    }
    showForTest({ backend, environment: { fetch: losing } })
    await expect.element(card('1')).toBeVisible()
    await card('1').getByRole('button', { name: 'Pause stream 1' }).click()
    await expect.element(toasts()).toMatchTextContent(/couldn’t be reached/)
    isLosing = false
    await pressWhenReady(button('Try again'))
    await expect.element(toasts()).toMatchTextContent('Stream 1 paused.')
    expect(keys[1]).toBe(keys[0])
  })
})
