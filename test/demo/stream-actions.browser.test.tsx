import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createMockBackend } from '../../src/mocks/index.ts'
import { printAmount } from '../../src/money/index.ts'
import { unknownToken } from '../../stories/sample-streams.ts'
import {
  button,
  card,
  dialog,
  pressWhenReady,
  type Stage,
  seedStream,
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

/** The page of the employer with one running stream; answers its id. */
async function showWithStream(): Promise<string> {
  stage = showPage()
  const streamId = await seedStream(stage.backend)
  await expect.element(card(streamId)).toBeVisible()
  return streamId
}

/** The page of the employer, where commands are answered once `answer` was called. */
function showWithLateAnswers() {
  const backend = createMockBackend()
  let answer = () => {}
  const isReleased = new Promise<void>((resolve) => {
    answer = resolve
  })
  stage = showPage({
    backend,
    environment: {
      async fetch(url, init) {
        const response = await backend.fetch(url, init)
        if (init?.method === 'POST') await isReleased
        return response
      },
    },
  })
  return { backend, answer: () => answer() }
}

async function statusOf(streamId: string): Promise<string | undefined> {
  return (await stage?.backend.ledger.read(streamId))?.stream.status
}

async function withdrawnOf(streamId: string): Promise<bigint> {
  return (await (stage as Stage).backend.ledger.read(streamId)).stream.withdrawnAmount
}

/**
 * Presses an element as soon as what it says has changed, from inside the page: a press by the driver of
 * the browser comes later than the guard lasts where the machine is busy.
 */
function pressOnceChanged(element: Element): Promise<void> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      observer.disconnect()
      // In a task of its own, as input is: React has run its effects by then.
      setTimeout(() => {
        for (const press of [
          new PointerEvent('pointerdown', { bubbles: true }),
          new MouseEvent('click', { bubbles: true, detail: 1 }),
        ]) {
          element.dispatchEvent(press)
        }
        resolve()
      })
    })
    observer.observe(element, { characterData: true, childList: true, subtree: true })
  })
}

/** New entries wait until they are asked for. Also below a dialog, where a pointer does not get through. */
async function expectInActivity(text: RegExp): Promise<void> {
  const activity = page.getByRole('region', { name: 'Activity' }).element()
  await expect
    .poll(() => {
      const isNew = ({ textContent }: Element) => /^\d+ new/.test(textContent ?? '')
      ;[...activity.querySelectorAll('button')].find(isNew)?.click()
      return activity.textContent
    })
    .toMatch(text)
}

describe('the actions of a stream', () => {
  it('tops up by an amount in tokens', async () => {
    const streamId = await showWithStream()
    await card(streamId)
      .getByRole('button', { name: `Top up stream ${streamId}` })
      .click()
    await expect.element(page.getByLabelText('Amount in USDC')).toHaveFocus()
    await userEvent.keyboard('0.5{Enter}')
    await expect.element(dialog()).not.toBeInTheDocument()
    const { stream } = await (stage as Stage).backend.ledger.read(streamId)
    expect(stream.depositedAmount).toBe(1_005_000_000n)
    await expect
      .element(card(streamId).getByRole('button', { name: `Top up stream ${streamId}` }))
      .toHaveFocus()
    await expect.element(toasts()).toMatchTextContent('0.50 USDC added to stream 1.')
  })

  it('shows how an amount was read, and when the stream then ends', async () => {
    const streamId = await showWithStream()
    await card(streamId)
      .getByRole('button', { name: `Top up stream ${streamId}` })
      .click()
    const field = page.getByLabelText('Amount in USDC')
    await expect.element(field).toHaveAccessibleDescription('For example 1,250.50')
    await userEvent.keyboard('1,250')
    await expect.element(field).toHaveAccessibleDescription(/^=\s1,250\.00\sUSDC$/)
    await expect
      .element(dialog())
      .toMatchTextContent(new RegExp(`Adds 1,250\\.00 USDC for ${worker.name}, ends \\w+ \\d+`))
  })

  it('refuses an ambiguous amount until it is changed', async () => {
    const streamId = await showWithStream()
    await card(streamId)
      .getByRole('button', { name: `Top up stream ${streamId}` })
      .click()
    await userEvent.keyboard('1,25{Enter}')
    const field = page.getByLabelText('Amount in USDC')
    await expect.element(field).toHaveAccessibleDescription(/This amount is ambiguous/)
    await userEvent.keyboard('0')
    await expect.element(field).toBeValid()
    await expect.element(field).toHaveAccessibleDescription(/^=\s1,250\.00\sUSDC$/)
  })

  it('shows what is wrong with the amount next to it', async () => {
    const streamId = await showWithStream()
    await card(streamId)
      .getByRole('button', { name: `Top up stream ${streamId}` })
      .click()
    await userEvent.keyboard('-3{Enter}')
    await expect
      .element(page.getByLabelText('Amount in USDC'))
      .toHaveAccessibleDescription(/greater than zero/)
    await userEvent.keyboard('{Escape}')
    await expect.element(dialog()).not.toBeInTheDocument()
  })

  it('pays out what has streamed, once amount and party are confirmed', async () => {
    const streamId = await showWithStream()
    await card(streamId)
      .getByRole('button', { name: `Pay out stream ${streamId}` })
      .click()
    await expect.element(button('Not now')).toHaveFocus()
    await expect.element(dialog()).toMatchTextContent(new RegExp(`${worker.name} receives.*USDC`))
    expect(await withdrawnOf(streamId)).toBe(0n)
    await dialog().getByRole('button', { name: 'Pay out' }).click()
    await expect.poll(() => withdrawnOf(streamId)).toBeGreaterThanOrEqual(36_000_000n)
    const paid = printAmount(await withdrawnOf(streamId), 7)
    const [whole = '', fraction = ''] = paid.split('.')
    await expect
      .element(toasts())
      .toMatchTextContent(`${whole}.${fraction.padEnd(2, '0')} USDC paid to ${worker.name}.`)
    await expectInActivity(/ithdr/)
  })

  it('is not confirmed by the second click of a double click', async () => {
    const streamId = await showWithStream()
    await card(streamId)
      .getByRole('button', { name: `Pay out stream ${streamId}` })
      .click()
    dialog()
      .getByRole('button', { name: 'Pay out' })
      .element()
      .dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }))
    await dialog().getByRole('button', { name: 'Not now' }).click()
    expect(await withdrawnOf(streamId)).toBe(0n)
  })

  it('pauses and resumes with one button that keeps the focus', async () => {
    const streamId = await showWithStream()
    ;(
      card(streamId)
        .getByRole('button', { name: `Pause stream ${streamId}` })
        .element() as HTMLElement
    ).focus()
    await userEvent.keyboard('{Enter}')
    const resume = card(streamId).getByRole('button', { name: `Resume stream ${streamId}` })
    await expect.element(resume).toHaveFocus()
    expect(await statusOf(streamId)).toBe('paused')
    await userEvent.keyboard('{Enter}')
    await expect
      .element(card(streamId).getByRole('button', { name: `Pause stream ${streamId}` }))
      .toHaveFocus()
    expect(await statusOf(streamId)).toBe('active')
  })

  it('pays out an unknown token once its amount is confirmed in base units', async () => {
    stage = showPage()
    const streamId = await seedStream(stage.backend, { tokenAddress: unknownToken.tokenAddress })
    await card(streamId)
      .getByRole('button', { name: `Pay out stream ${streamId}` })
      .click()
    await expect.element(dialog()).toMatchTextContent(/receives[\d,]{5,}base units/)
    await dialog().getByRole('button', { name: 'Pay out' }).click()
    await expect.element(toasts()).toMatchTextContent(/[\d,]{5,}\sbase units/)
    expect(await withdrawnOf(streamId)).toBeGreaterThan(0n)
  })

  it('asks before it cancels, and then moves the focus to the card', async () => {
    const streamId = await showWithStream()
    await card(streamId)
      .getByRole('button', { name: `Cancel stream ${streamId}` })
      .click()
    await expect.element(button('Keep stream')).toHaveFocus()
    await button('Keep stream').click()
    expect(await statusOf(streamId)).toBe('active')

    await card(streamId)
      .getByRole('button', { name: `Cancel stream ${streamId}` })
      .click()
    await button('Cancel stream').click()
    await expect.element(toasts()).toMatchTextContent(/Stream 1 cancelled\. [\d.]+ USDC refunded\./)
    expect(await statusOf(streamId)).toBe('cancelled')
    await expect.element(card(streamId)).toMatchTextContent(/This stream has ended/)
    await expect.element(card(streamId)).toHaveFocus()
    await expect.element(card(streamId).getByRole('button')).not.toBeInTheDocument()
    // It keeps its place until the list is not used any more.
    await expect.element(page.getByRole('heading', { name: /Outgoing/ })).toBeVisible()
    await button('New stream').click()
    await expect.element(page.getByRole('heading', { name: /Ended/ })).toBeVisible()
  })

  it('can be undone where no money moves', async () => {
    const streamId = await showWithStream()
    await card(streamId)
      .getByRole('button', { name: `Pause stream ${streamId}` })
      .click()
    await expect.element(toasts()).toMatchTextContent(/Stream 1 paused\./)
    await pressWhenReady(button('Undo'))
    await expect.element(toasts()).toMatchTextContent(/Stream 1 resumed\./)
    expect(await statusOf(streamId)).toBe('active')
  })

  it('closes its dialog without passing a late press to the page below', async () => {
    const streamId = await showWithStream()
    await card(streamId)
      .getByRole('button', { name: `Cancel stream ${streamId}` })
      .click()
    await expect.element(button('Keep stream')).toHaveFocus()
    const { x, y, width, height } = button('Keep stream').element().getBoundingClientRect()
    const atButton = () => document.elementFromPoint(x + width / 2, y + height / 2)
    await button('Keep stream').click()
    await expect.element(dialog()).not.toBeInTheDocument()
    expect(atButton()?.className).toBe('sg-press-shield')
    await expect.poll(() => atButton()?.className).not.toBe('sg-press-shield')
  })

  it('keeps the amount that was confirmed, and the places of its buttons, until it is answered', async () => {
    const { backend, answer } = showWithLateAnswers()
    const streamId = await seedStream(backend)
    await card(streamId)
      .getByRole('button', { name: `Pay out stream ${streamId}` })
      .click()
    const amount = () => dialog().element().querySelector('.sg-balance')?.textContent
    await dialog().getByRole('button', { name: 'Pay out' }).click()
    await expect.poll(() => withdrawnOf(streamId)).toBeGreaterThan(0n)
    // The page has had the event; the dialog still waits for its answer.
    await expectInActivity(/ithdr/)
    expect(amount()).toMatch(/^3\.6/)
    answer()
    await expect.element(dialog()).not.toBeInTheDocument()
  })

  it('keeps the width of its button while it is sent', async () => {
    const { backend, answer } = showWithLateAnswers()
    const streamId = await seedStream(backend)
    await card(streamId)
      .getByRole('button', { name: `Top up stream ${streamId}` })
      .click()
    await expect.element(page.getByLabelText('Amount in USDC')).toHaveFocus()
    const boxes = () =>
      [...dialog().element().querySelectorAll('.sg-dialog__buttons button')].map((element) => {
        const { x, width } = element.getBoundingClientRect()
        return [x, width]
      })
    const before = boxes()
    await userEvent.keyboard('0.5{Enter}')
    await expect.element(dialog().getByText('Adding…').first()).toBeVisible()
    expect(boxes()).toEqual(before)
    answer()
    await expect.element(dialog()).not.toBeInTheDocument()
  })

  it('leaves the dialog of another action open when its answer arrives late', async () => {
    const { backend, answer } = showWithLateAnswers()
    const streamId = await seedStream(backend)
    await card(streamId)
      .getByRole('button', { name: `Top up stream ${streamId}` })
      .click()
    await expect.element(page.getByLabelText('Amount in USDC')).toHaveFocus()
    await userEvent.keyboard('0.5{Enter}')
    await userEvent.keyboard('{Escape}')
    await expect.element(dialog()).not.toBeInTheDocument()
    await pressWhenReady(card(streamId).getByRole('button', { name: `Cancel stream ${streamId}` }))
    await expect.element(button('Cancel stream')).toBeVisible()
    answer()
    await expect.element(toasts()).toMatchTextContent('0.50 USDC added to stream 1.')
    await expect.element(button('Cancel stream')).toBeVisible()
  })

  it('shows its result for some seconds, and while it is hovered or focused', async () => {
    const streamId = await showWithStream()
    // Time passes as it does, and faster where the test says so.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true })
    onTestFinished(() => void vi.useRealTimers())
    await card(streamId)
      .getByRole('button', { name: `Pause stream ${streamId}` })
      .click()
    await expect.element(toasts()).toMatchTextContent(/paused/)
    await toasts()
      .getByText(/paused/)
      .hover()
    vi.advanceTimersByTime(7_500)
    // One that leaves keeps its text for half a second.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const shown = document.querySelectorAll('.sg-toaster__toast:not([data-leaving])')
    expect([...shown].map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/paused/),
    ])
    await page.getByRole('banner').hover()
    vi.advanceTimersByTime(7_500)
    await expect
      .poll(() => document.querySelector('.sg-toaster__toast'), { timeout: 10_000 })
      .toBeNull()
  }, 30_000)

  it('show in the dialog why the contract refused, until it is closed', async () => {
    const streamId = await showWithStream()
    await card(streamId)
      .getByRole('button', { name: `Cancel stream ${streamId}` })
      .click()
    await (stage as Stage).backend.ledger.cancel({ streamId })
    await button('Cancel stream').click()
    await expect.element(dialog().getByRole('alert')).toMatchTextContent(/has already ended/)
    await button('Keep stream').click()
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
  })
})

describe('the buttons of a stream', () => {
  const labelsOf = (streamId: string) =>
    card(streamId)
      .getByRole('group')
      .getByRole('button')
      .elements()
      .map((element) => element.textContent)

  it('are those of the party that looks', async () => {
    const streamId = await showWithStream()
    expect(labelsOf(streamId)).toEqual(['Top up', 'Pause', 'Pay out', 'Cancel'])
    await page.getByLabelText('Account', { exact: true }).selectOptions(worker.address)
    await expect.element(page.getByRole('heading', { name: /Incoming/ })).toBeVisible()
    expect(labelsOf(streamId)).toEqual(['Withdraw'])
  })

  it('are those that the contract allows in its status', async () => {
    stage = showPage()
    const { backend } = stage
    const nowSeconds = backend.ledger.nowSeconds()
    const settled = await seedStream(backend, { startTime: nowSeconds - 200_000 })
    const pending = await seedStream(backend, { startTime: nowSeconds + 3_600 })
    const paused = await seedStream(backend)
    await backend.ledger.pause({ streamId: paused })
    const cancelled = await seedStream(backend)
    await backend.ledger.cancel({ streamId: cancelled })
    await expect.element(card(cancelled)).toMatchTextContent(/refunded/)
    expect(labelsOf(settled)).toEqual(['Top up', 'Pay out'])
    expect(labelsOf(pending)).toEqual(['Top up', 'Pause', 'Cancel'])
    expect(labelsOf(paused)).toEqual(['Top up', 'Resume', 'Cancel'])
    await expect.element(card(cancelled).getByRole('button')).not.toBeInTheDocument()
  })

  it('ignore a press that was aimed at an action they have replaced', async () => {
    const streamId = await showWithStream()
    const { ledger } = (stage as Stage).backend
    const place = card(streamId)
      .getByRole('button', { name: `Pause stream ${streamId}` })
      .element()
    const isPressed = pressOnceChanged(place)
    await ledger.pause({ streamId })
    await isPressed
    expect(place.textContent).toBe('Resume')
    expect(await statusOf(streamId)).toBe('paused')
    const resume = card(streamId).getByRole('button', { name: `Resume stream ${streamId}` })
    await resume.click()
    await expect.poll(() => statusOf(streamId)).toBe('active')
  })

  it('do not change the height of the card', async () => {
    const streamId = await showWithStream()
    const heightOf = async () => {
      // Until a frame was painted a new card is as high as its placeholder (content-visibility).
      for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame)
      return card(streamId).element().getBoundingClientRect().height
    }
    const before = await heightOf()
    await card(streamId)
      .getByRole('button', { name: `Cancel stream ${streamId}` })
      .click()
    await button('Cancel stream').click()
    await expect.element(card(streamId)).toMatchTextContent(/This stream has ended/)
    expect(await heightOf()).toBe(before)
  })

  it('have their room in a card that is not laid out yet', async () => {
    const streamId = await showWithStream()
    const element = card(streamId).element()
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame)
    const { height } = element.getBoundingClientRect()
    const copy = element.cloneNode(true) as HTMLElement
    copy.style.blockSize = 'auto'
    copy.style.contentVisibility = 'hidden'
    element.after(copy)
    expect(copy.getBoundingClientRect().height).toBeCloseTo(height, 0)
    copy.remove()
  })
})
