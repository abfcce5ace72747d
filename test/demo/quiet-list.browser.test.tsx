/** What a page with many cards renders while nothing changes, and when little does. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import type { StreamCardProps } from '../../src/index.ts'
import { card, seedStream, showWithStreams } from './page-stage.tsx'

const counter = vi.hoisted(() => ({ renders: 0 }))

vi.mock(import('../../src/index.ts'), async (importOriginal) => {
  const kit = await importOriginal()
  const { StreamCard } = kit
  const Counted = (props: StreamCardProps) => {
    counter.renders += 1
    return <StreamCard {...props} />
  }
  return { ...kit, StreamCard: Object.assign(Counted, StreamCard) as unknown as typeof StreamCard }
})

/** Two groups of 60 and a third. */
const streams = 130

beforeEach(async () => {
  await page.viewport(1280, 900)
})

/** Time that passes for the page's rest only: the server of the page answers in its own time. */
async function pass(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms)
  // Effects, and transitions of a long list.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
}

/** Shows the page, whose pointer is over no list, and lets only `setTimeout` of the page be passed. */
async function showQuietPage() {
  const stage = await showWithStreams(streams)
  await page.getByRole('banner').hover({ position: { x: 2, y: 2 } })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  dispatchEvent(new Event('pointermove'))
  counter.renders = 0
  return stage
}

// So many cards take their time on a busy machine.
describe('a page with many cards that is left alone', { timeout: 60_000 }, () => {
  it('renders no card when its lists catch up and when they are live', async () => {
    try {
      const { backend } = await showQuietPage()
      await pass(3_000)
      await pass(300)
      await pass(7_000)
      expect(counter.renders).toBe(0)
      // It is live: otherwise the new stream would wait.
      vi.useRealTimers()
      await seedStream(backend)
      await expect.element(card(String(streams + 1))).toBeInTheDocument()
      // The new card, and the last ones of two groups, which are in the next group now.
      expect(counter.renders).toBe(3)
    } finally {
      vi.useRealTimers()
    }
  })

  it('renders no other card for an event of one', async () => {
    const { backend } = await showWithStreams(streams)
    counter.renders = 0
    await backend.ledger.pause({ streamId: '129' })
    await expect.element(card('129')).toMatchTextContent(/Paused/)
    expect(counter.renders).toBe(0)
  })
})
