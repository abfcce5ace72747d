/** The store as a component reads it that is read itself: at the pace of a person. */
import { act, type ReactNode, StrictMode, useLayoutEffect } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { createSession } from '../../src/payments-session.ts'
import { GaugeProvider } from '../../src/react/gauge-provider.tsx'
import { useSession } from '../../src/react/session-context.ts'
import { useThrottledState } from '../../src/react/use-stream.ts'
import type { StoreState } from '../../src/store/state.ts'
import { at, eventFrame, withdrawn } from '../store/frames.ts'
import { createFakeWorld } from '../support/fake-world.ts'
import { hydrate, mount } from './mount.ts'

const everyMs = 200
const newest = ({ history }: StoreState) => history[0]?.key ?? 'none'
const oldest = ({ history }: StoreState) => history.at(-1)?.key ?? 'none'
const eventAt = (offset: number) => eventFrame(withdrawn('1', 1n, 2_000 + offset), at(offset))

function Newest({ select = newest }: { readonly select?: (state: StoreState) => string }) {
  return <p id="newest">{useThrottledState(select, everyMs)}</p>
}

function createScene() {
  const world = createFakeWorld()
  const session = createSession({ platform: world.platform })
  return {
    world,
    session,
    page: (node: ReactNode) => (
      <StrictMode>
        <GaugeProvider session={session}>{node}</GaugeProvider>
      </StrictMode>
    ),
    happens: (offset: number) => act(() => session.store.apply([eventAt(offset)])),
    pass: (ms: number) => act(() => world.advance(ms)),
  }
}

describe('useThrottledState', () => {
  it('shows the first change at once and the newest in the end, in StrictMode', async () => {
    const { page, happens, pass } = createScene()
    const { byId } = mount(page(<Newest />))
    happens(1)
    expect(byId('newest').textContent).toBe('k3f9a.1')
    happens(2)
    happens(3)
    await pass(everyMs - 1)
    expect(byId('newest').textContent).toBe('k3f9a.1')
    await pass(1)
    expect(byId('newest').textContent).toBe('k3f9a.3')
  })

  it('leaves no timer when it is unmounted, even with a pending change', () => {
    const { page, happens, world } = createScene()
    const { render } = mount(page(<Newest />))
    const before = world.pending()
    happens(1)
    happens(2)
    expect(world.pending()).toBe(before + 1)
    render(page(null))
    expect(world.pending()).toBe(before)
  })

  it('shows a change between its first render and its first effect', () => {
    const { page } = createScene()
    function Early() {
      const { store } = useSession()
      useLayoutEffect(() => store.apply([eventAt(1)]), [store])
      return null
    }
    const { byId } = mount(
      page(
        <>
          <Newest />
          <Early />
        </>,
      ),
    )
    expect(byId('newest').textContent).toBe('k3f9a.1')
  })

  it('shows another selector at once', async () => {
    const { page, happens, pass, world } = createScene()
    const { byId, render } = mount(page(<Newest />))
    happens(1)
    happens(2)
    render(page(<Newest select={oldest} />))
    expect(byId('newest').textContent).toBe('k3f9a.1')
    render(page(<Newest />))
    expect(byId('newest').textContent).toBe('k3f9a.2')
    const before = world.pending()
    happens(3)
    expect(byId('newest').textContent).toBe('k3f9a.3')
    await pass(everyMs)
    expect(world.pending()).toBe(before)
  })

  it("hydrates the server's state, and then shows the current one", () => {
    const { page, session } = createScene()
    const html = renderToString(page(<Newest />))
    expect(html).toContain('none')
    session.store.apply([eventAt(1)])
    const { byId } = hydrate(html, page(<Newest />))
    expect(byId('newest').textContent).toBe('k3f9a.1')
  })
})
