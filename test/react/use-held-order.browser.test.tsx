/** The order of a live list under pointers, touch and keyboards. */
import { act, fireEvent } from '@testing-library/react'
import { Activity, StrictMode } from 'react'
import { createPortal } from 'react-dom'
import { describe, expect, it, vi } from 'vitest'
import { createSession } from '../../src/payments-session.ts'
import { GaugeProvider } from '../../src/react/gauge-provider.tsx'
import { useHeldOrder } from '../../src/react/use-held-order.ts'
import { createFakeWorld } from '../support/fake-world.ts'
import { mount } from './mount.ts'

const pressMs = 500

function List(props: { ids: readonly string[]; isHeld?: boolean; onPress: (id: string) => void }) {
  const { ids, isHeld, onPress } = props
  const { items, newKeys, isOutdated, showLatest, handlers } = useHeldOrder(ids, {
    keyOf: (id) => id,
    isHeld,
  })
  return (
    <section id="list" {...handlers} data-outdated={isOutdated}>
      <button id="show" type="button" onClick={showLatest}>
        {newKeys.join()}
      </button>
      {ids.includes('a') && <button id="of-a" type="button" />}
      {items.map((id) => (
        <button key={id} id={id} className="item" type="button" onClick={() => onPress(id)}>
          {id}
        </button>
      ))}
      <dialog id="dialog">
        <button type="button">In the dialog</button>
      </dialog>
      {createPortal(<button id="in-portal" type="button" />, document.body)}
    </section>
  )
}

function createScene(...ids: readonly string[]) {
  const world = createFakeWorld()
  const session = createSession({ platform: world.platform })
  const pressed = vi.fn()
  const page = (now: readonly string[], isHeld = false) => (
    <StrictMode>
      <GaugeProvider session={session}>
        <button id="outside" type="button">
          Elsewhere
        </button>
        <List ids={now} isHeld={isHeld} onPress={pressed} />
      </GaugeProvider>
    </StrictMode>
  )
  const { render, byId, host } = mount(page(ids))
  return {
    byId,
    pressed,
    /** The list is now another one. */
    becomes: (...now: readonly string[]) => render(page(now)),
    holds: (now: readonly string[], isHeld: boolean) => render(page(now, isHeld)),
    shown: () => [...host.querySelectorAll('.item')].map(({ id }) => id).join(' '),
    isOutdated: () => byId('list').dataset['outdated'] === 'true',
    waiting: () => byId('show').textContent,
    enter: (pointerType = 'mouse') => fireEvent.pointerEnter(byId('list'), { pointerType }),
    leave: (pointerType = 'mouse') => fireEvent.pointerLeave(byId('list'), { pointerType }),
    move: movePointer,
    press: (id: string, detail = 1) => {
      if (detail > 0) {
        fireEvent.pointerDown(byId(id))
        fireEvent.pointerUp(byId(id))
      }
      fireEvent.click(byId(id), { detail })
    },
    pass: (ms: number) => act(() => world.advance(ms)),
  }
}

/** Moves the pointer from one element to another, as browsers report it; null: from one that was removed. */
function movePointer(from: string | null, to: string): void {
  const [left, entered] = [from, to].map((id) => id && document.getElementById(id))
  if (left) fireEvent.pointerOut(left, { relatedTarget: entered })
  if (entered) fireEvent.pointerOver(entered, { relatedTarget: left })
}

describe('a list that is not used', () => {
  it('follows the latest order', () => {
    const { becomes, shown, isOutdated } = createScene('a', 'b')
    becomes('c', 'b', 'a')
    expect(shown()).toBe('c b a')
    expect(isOutdated()).toBe(false)
  })
})

describe('a list under the pointer', () => {
  it('keeps its order, and catches up when the pointer leaves (H1)', () => {
    const { becomes, enter, leave, shown, waiting } = createScene('a', 'b')
    enter()
    becomes('c', 'b')
    expect(shown()).toBe('a b')
    expect(waiting()).toBe('c')
    leave()
    expect(shown()).toBe('c b')
    expect(waiting()).toBe('')
  })

  it('notices that the pointer has left when the element below it was removed (H1)', () => {
    const { becomes, byId, enter, shown } = createScene('a', 'b')
    enter()
    becomes('c', 'b')
    // A dialog that closes under the pointer: there is no `pointerleave`.
    fireEvent.pointerOver(byId('b'))
    expect(shown()).toBe('a b')
    fireEvent(byId('outside'), new PointerEvent('pointerover', { bubbles: true }))
    expect(shown()).toBe('c b')
  })

  it('is not held by a pointer that enters a portal (H4)', () => {
    const { becomes, move, shown } = createScene('a', 'b')
    move(null, 'in-portal')
    becomes('c', 'b')
    expect(shown()).toBe('c b')
  })

  it('keeps its order after the pointer has come back from a portal (H4)', () => {
    const { becomes, move, shown } = createScene('a', 'b')
    move(null, 'b')
    move('b', 'in-portal')
    becomes('c', 'b')
    expect(shown()).toBe('c b')
    move('in-portal', 'b')
    becomes('d', 'c', 'b')
    expect(shown()).toBe('c b')
    move('b', 'outside')
    expect(shown()).toBe('d c b')
  })

  it('is not held by a pointer over a modal dialog in it (H4)', () => {
    const { becomes, byId, move, shown } = createScene('a', 'b')
    const dialog = byId('dialog') as HTMLDialogElement
    move(null, 'b')
    act(() => dialog.showModal())
    move('b', 'dialog')
    // Browsers differ in whether they report a pointer that rests where a dialog closes.
    act(() => dialog.close())
    act(() => (document.activeElement as HTMLElement).blur())
    becomes('c', 'b')
    expect(shown()).toBe('c b')
  })

  it('is held by a pointer over a dialog in it that is not modal', () => {
    const { becomes, byId, move, shown } = createScene('a', 'b')
    act(() => (byId('dialog') as HTMLDialogElement).show())
    act(() => (document.activeElement as HTMLElement).blur())
    move(null, 'dialog')
    becomes('c', 'b')
    expect(shown()).toBe('a b')
  })

  it('shows its first items at once, and holds those', () => {
    const { becomes, enter, shown } = createScene()
    enter()
    becomes('a')
    expect(shown()).toBe('a')
    becomes('b', 'a')
    expect(shown()).toBe('a')
  })

  it('shows the latest on request, and holds that', () => {
    const { becomes, byId, enter, shown } = createScene('a', 'b')
    enter()
    becomes('c', 'a', 'b')
    fireEvent.click(byId('show'))
    expect(shown()).toBe('c a b')
    becomes('d', 'c', 'a', 'b')
    expect(shown()).toBe('c a b')
  })
})

describe('a list with the focus', () => {
  it('keeps its order until the focus is elsewhere (H1)', () => {
    const { becomes, byId, shown } = createScene('a', 'b')
    act(() => byId('b').focus())
    becomes('c', 'a', 'b')
    expect(shown()).toBe('a b')
    expect(document.activeElement).toBe(byId('b'))
    act(() => byId('a').focus())
    expect(shown()).toBe('a b')
    act(() => byId('outside').focus())
    expect(shown()).toBe('c a b')
  })

  it('is released when the element with the focus is removed', () => {
    const { becomes, byId, shown } = createScene('a', 'b')
    act(() => byId('of-a').focus())
    becomes('c', 'b')
    expect(shown()).toBe('c b')
  })
})

describe('a list that is touched', () => {
  it('keeps its order while it is pressed and for 500 ms after that (H2)', async () => {
    const { becomes, byId, enter, leave, pass, shown } = createScene('a', 'b')
    enter('touch')
    fireEvent.pointerDown(byId('b'), { pointerType: 'touch' })
    becomes('c', 'a', 'b')
    await pass(5_000)
    expect(shown()).toBe('a b')
    fireEvent.pointerUp(byId('b'), { pointerType: 'touch' })
    leave('touch')
    await pass(pressMs - 1)
    expect(shown()).toBe('a b')
    await pass(1)
    expect(shown()).toBe('c a b')
  })

  it('is not held by a finger that has left', async () => {
    const { becomes, enter, leave, shown } = createScene('a', 'b')
    enter('touch')
    leave('touch')
    becomes('c', 'a', 'b')
    expect(shown()).toBe('c a b')
  })
})

describe('a press', () => {
  it('has no effect within 500 ms after items have moved (H3)', async () => {
    const { becomes, press, pass, pressed } = createScene('a', 'b')
    becomes('c', 'a', 'b')
    await pass(pressMs - 1)
    press('a')
    expect(pressed).not.toHaveBeenCalled()
    await pass(1)
    press('a')
    expect(pressed).toHaveBeenCalledExactlyOnceWith('a')
  })

  it('has an effect at once where nothing has moved', () => {
    const { becomes, press, pressed } = createScene('a', 'b')
    becomes('a', 'b', 'c')
    press('b')
    expect(pressed).toHaveBeenCalledExactlyOnceWith('b')
  })

  it('of a key always has an effect: it belongs to what has the focus', () => {
    const { becomes, press, pressed } = createScene('a', 'b')
    becomes('c', 'a', 'b')
    press('a', 0)
    expect(pressed).toHaveBeenCalledExactlyOnceWith('a')
  })

  it('that comes without a pointer after one without an effect has an effect', async () => {
    const { becomes, byId, pass, press, pressed } = createScene('a', 'b')
    becomes('c', 'a', 'b')
    press('a')
    await pass(pressMs)
    // Assistive technology clicks like this: a mouse event alone.
    fireEvent.click(byId('a'), { detail: 1 })
    expect(pressed).toHaveBeenCalledExactlyOnceWith('a')
  })

  it('twice on the button that shows new items does not hit what is below it', async () => {
    const { becomes, byId, enter, press, pressed } = createScene('a', 'b')
    enter()
    becomes('c', 'a', 'b')
    fireEvent.click(byId('show'), { detail: 1 })
    press('c')
    expect(pressed).not.toHaveBeenCalled()
  })
})

describe('a reason of the application', () => {
  it('holds the order like any other', () => {
    const { holds, shown } = createScene('a', 'b')
    holds(['a', 'b'], true)
    holds(['c', 'a', 'b'], true)
    expect(shown()).toBe('a b')
    holds(['c', 'a', 'b'], false)
    expect(shown()).toBe('c a b')
  })
})

describe('a list of objects that are made at every render', () => {
  it('is rendered no more often while it is held', async () => {
    const session = createSession({ platform: createFakeWorld().platform })
    let renders = 0
    function Objects({ isHeld }: { isHeld: boolean }) {
      // A loop would never end, and take the whole run with it.
      if (++renders > 100) throw new Error('It renders without end.')
      const made = ['a', 'b'].map((id) => ({ id }))
      const { items, handlers } = useHeldOrder(made, { keyOf: ({ id }) => id, isHeld })
      return <section {...handlers}>{items.map(({ id }) => id).join(' ')}</section>
    }
    const page = (isHeld: boolean) => (
      <GaugeProvider session={session}>
        <Objects isHeld={isHeld} />
      </GaugeProvider>
    )
    const { host, render } = mount(page(false))
    render(page(true))
    await act(async () => {})
    expect(host.textContent).toBe('a b')
    expect(renders).toBeLessThan(10)
  })
})

describe('a list that is hidden within 500 ms after a press', () => {
  it('is not held when it is shown again', async () => {
    const world = createFakeWorld()
    const session = createSession({ platform: world.platform })
    const page = (ids: readonly string[], mode: 'visible' | 'hidden') => (
      <GaugeProvider session={session}>
        <Activity mode={mode}>
          <List ids={ids} onPress={() => {}} />
        </Activity>
      </GaugeProvider>
    )
    const { byId, render, host } = mount(page(['a', 'b'], 'visible'))
    fireEvent.pointerDown(byId('b'), { pointerType: 'touch' })
    fireEvent.pointerUp(byId('b'), { pointerType: 'touch' })
    render(page(['a', 'b'], 'hidden'))
    await act(() => world.advance(5_000))
    render(page(['c', 'a', 'b'], 'visible'))
    expect([...host.querySelectorAll('.item')].map(({ id }) => id)).toEqual(['c', 'a', 'b'])
  })
})
