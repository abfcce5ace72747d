/** The answer to a command moves nothing: neither its dialog nor the toast that reports it. */
import { beforeEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { createMockBackend } from '../../src/mocks/index.ts'
import {
  button,
  card,
  dialog,
  seedStream,
  showForTest,
  showWithStreams,
  toasts,
} from './page-stage.tsx'

beforeEach(async () => {
  await page.viewport(1280, 900)
})

// Where the text has more lines than the one that follows it.
it('the buttons of a dialog stay in their places when its text becomes shorter', async () => {
  await page.viewport(330, 900)
  const backend = createMockBackend()
  let answer = () => {}
  const isReleased = new Promise<void>((resolve) => {
    answer = resolve
  })
  showForTest({
    backend,
    environment: {
      async fetch(url, init) {
        const response = await backend.fetch(url, init)
        if (init?.method === 'POST') await isReleased
        return response
      },
    },
  })
  // Its deposit lasts for 100,000 seconds.
  const startTime = backend.ledger.nowSeconds() - 200_000
  const streamId = await seedStream(backend, { startTime })
  await card(streamId)
    .getByRole('button', { name: `Pay out stream ${streamId}` })
    .click()
  await expect.element(dialog()).toMatchTextContent(/The whole deposit has been streamed/)
  const top = () =>
    dialog().element().querySelector('.sg-dialog__buttons')?.getBoundingClientRect().top
  const before = top()
  await dialog().getByRole('button', { name: 'Pay out' }).click()
  // The event has arrived; the answer has not.
  await expect.element(dialog()).not.toMatchTextContent(/The whole deposit/)
  expect(top()).toBe(before)
  answer()
  await expect.element(dialog()).not.toBeInTheDocument()
})

it('a toast appears where it will be pressed', async () => {
  await showWithStreams(1)
  await button('Pause stream 1').click()
  await expect.element(toasts()).toMatchTextContent(/paused/)
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  const texts = JSON.stringify(rules.map(({ cssText }) => cssText))
  expect(texts).toContain('@keyframes sg-toast-in')
  expect(/@keyframes sg-toast-in[^@]*/.exec(texts)?.[0]).not.toMatch(/transform|translate/)
})
