/** Which view a page shows while others are loaded. */
import { act, renderHook } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { useLoadedView } from '../../src/demo/view-loading.ts'
import type { RenderView } from '../../src/demo/view-props.ts'
import type { ViewName } from '../../src/demo/views.ts'
import type { LanguageTag } from '../../src/messages/index.ts'

interface Load {
  readonly arrives: (render: RenderView) => void
  readonly fails: () => void
}

function createPage() {
  const loads: Load[] = []
  const load = (_view: ViewName, _tag: LanguageTag) =>
    new Promise<RenderView>((resolve, reject) => {
      loads.push({ arrives: resolve, fails: () => reject(new TypeError('No network.')) })
    })
  const start: { view: ViewName; tag: LanguageTag } = { view: 'streams', tag: 'en' }
  const { result, rerender } = renderHook(({ view, tag }) => useLoadedView(view, tag, { load }), {
    initialProps: start,
  })
  return {
    shown: () => result.current,
    show: (view: ViewName, tag: LanguageTag = 'en') => rerender({ view, tag }),
    settle: (index: number, settle: (load: Load) => void) =>
      act(async () => settle(loads[index] as Load)),
    loads,
  }
}

const first: RenderView = () => 'first'
const second: RenderView = () => 'second'

describe('a view', () => {
  it('is not replaced by one that was left before it was loaded', async () => {
    const { shown, show, settle } = createPage()
    show('dashboard')
    await settle(1, ({ arrives }) => arrives(second))
    await settle(0, ({ arrives }) => arrives(first))
    expect(shown()).toEqual({ kind: 'ready', render: second })
    show('orders')
    expect(shown()).toEqual({ kind: 'loading' })
  })

  it('that could not be loaded says so, and is loaded again on request', async () => {
    const { shown, settle, loads } = createPage()
    await settle(0, ({ fails }) => fails())
    const failed = shown()
    if (failed.kind !== 'failed') throw new Error('The view is shown as if it had been loaded.')
    act(() => failed.retry())
    expect(shown()).toEqual({ kind: 'loading' })
    expect(loads).toHaveLength(2)
    await settle(1, ({ arrives }) => arrives(first))
    expect(shown()).toEqual({ kind: 'ready', render: first })
  })

  it('stays in its language until another one is loaded, or if that fails', async () => {
    const { shown, show, settle } = createPage()
    await settle(0, ({ arrives }) => arrives(first))
    show('streams', 'de')
    expect(shown()).toEqual({ kind: 'ready', render: first })
    await settle(1, ({ fails }) => fails())
    expect(shown()).toEqual({ kind: 'ready', render: first })
  })
})
