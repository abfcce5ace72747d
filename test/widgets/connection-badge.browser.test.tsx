/** What ConnectionBadge alone does: counting down. */
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ConnectionBadge } from '../../src/index.ts'
import '../../src/styles.css'
import { createStill, Within } from '../../stories/still-session.tsx'
import { storyNowMs } from '../../stories/still-world.ts'

afterEach(cleanup)

describe('ConnectionBadge', () => {
  it('counts down to the next attempt, once a second', () => {
    const { session, world } = createStill({
      streams: [],
      connection: {
        status: 'waiting',
        delayMs: 4_000,
        retryAtMs: storyNowMs + 3_600,
        cause: 'network',
      },
    })
    const { container } = render(
      <Within still={{ session, world }}>
        <ConnectionBadge />
      </Within>,
    )
    const detail = () => container.querySelector('.sg-connection__detail')
    expect(detail()?.textContent).toBe('in 4 s')
    act(() => world.advance(700))
    expect(detail()?.textContent).toBe('in 3 s')
    act(() => world.advance(5_000))
    expect(detail()?.textContent).toBe('')
    expect(detail()?.getAttribute('role')).toBe('timer')
    expect(detail()?.getAttribute('aria-live')).toBe('off')
  })
})
