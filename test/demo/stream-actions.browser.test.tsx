import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { button, card, dialog, type Stage, seedStream, showPage } from './page-stage.tsx'

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

async function statusOf(streamId: string): Promise<string | undefined> {
  return (await stage?.backend.ledger.read(streamId))?.stream.status
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

  it('shows what is wrong with the amount next to it', async () => {
    const streamId = await showWithStream()
    await card(streamId).getByRole('button', { name: 'Top up' }).click()
    await userEvent.keyboard('-3{Enter}')
    await expect
      .element(page.getByLabelText('Amount in USDC'))
      .toHaveAccessibleDescription(/greater than zero/)
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
    await expect.element(button('Keep stream')).toHaveFocus()
    await button('Keep stream').click()
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
