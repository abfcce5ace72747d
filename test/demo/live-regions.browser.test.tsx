/** Each view of the page has exactly one live region. */
import { describe, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { viewNames } from '../../src/demo/views.ts'
import { companyFeed, createMockBackend, memoryLog, ordersFeed } from '../../src/mocks/index.ts'
import { button, card, seedStream, showForTest } from './page-stage.tsx'

/** Elements whose changes are read out, politely or not. */
const liveRegions = () =>
  [
    ...document.querySelectorAll(
      'output, [role="status"], [role="alert"], [role="log"], [aria-live]:not([aria-live="off"])',
    ),
  ].map(({ className }) => className)

const announced = () => document.querySelector('.sg-announcer')?.textContent ?? ''

describe('a view of the page', () => {
  it.each(viewNames)('has one live region: %s', async (view) => {
    const backend = createMockBackend({
      feeds: [companyFeed({ log: memoryLog() }), ordersFeed({ log: memoryLog() })],
    })
    await seedStream(backend)
    showForTest({ backend, hash: `#/${view}` })
    await expect.element(page.getByRole('main')).not.toHaveAttribute('aria-busy', 'true')
    await expect.element(page.getByRole('banner')).toMatchTextContent(/Live/)
    await expect.poll(liveRegions).toEqual(['sg-announcer sg-visually-hidden'])
  })

  it('announces in it the messages of its other parts', async () => {
    const { backend } = showForTest()
    const streamId = await seedStream(backend)
    await expect.element(card(streamId)).toBeVisible()
    await button('Go offline').click()
    await expect.poll(announced).toMatch(/offline/i)
    expect(liveRegions()).toHaveLength(1)
  })
})
