/** Testing Library's render, with what the browser tests of React parts ask of it again and again. */
import { act, cleanup, type RenderResult, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect } from 'vitest'

// Testing Library says this itself only where Vitest's hooks are globals, which they are not here.
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

afterEach(cleanup)

export interface Mounted {
  readonly host: HTMLElement
  render(node: ReactNode): void
  unmount(): void
  /** The element of that id; a test that asks for one expects it. */
  byId(id: string): HTMLElement
}

export function mount(node: ReactNode): Mounted {
  return handleOf(render(node))
}

/** Takes over what a server rendered. */
export function hydrate(html: string, node: ReactNode): Mounted {
  const container = document.createElement('div')
  container.innerHTML = html
  document.body.append(container)
  return handleOf(render(node, { container, hydrate: true }))
}

function handleOf({ container, rerender, unmount }: RenderResult): Mounted {
  return {
    host: container,
    render: rerender,
    unmount,
    byId(id) {
      const element = container.querySelector<HTMLElement>(`#${CSS.escape(id)}`)
      if (!element) throw new Error(`Nothing in the page has the id ${id}.`)
      return element
    },
  }
}

/** Waits for something that happens in its own time, renders included. */
export function until<T>(probe: () => T, value: T): Promise<void> {
  return act(() => expect.poll(probe, { timeout: 5000 }).toEqual(value))
}
