/** Renders into the page of a browser test and takes everything away after it. */
import { act, type ReactNode } from 'react'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { afterEach, expect } from 'vitest'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

const mounted: { readonly root: Root; readonly host: HTMLElement }[] = []

afterEach(() => {
  for (const { root, host } of mounted.splice(0)) {
    act(() => root.unmount())
    host.remove()
  }
})

export interface Mounted {
  readonly host: HTMLElement
  render(node: ReactNode): void
  unmount(): void
  /** The element of that id; a test that asks for one expects it. */
  byId(id: string): HTMLElement
}

export function mount(node: ReactNode): Mounted {
  const host = createHost()
  const root = createRoot(host)
  mounted.push({ root, host })
  act(() => root.render(node))
  return handleOf(root, host)
}

/** Takes over what a server rendered. */
export function hydrate(html: string, node: ReactNode): Mounted {
  const host = createHost()
  host.innerHTML = html
  let root: Root | null = null
  act(() => {
    root = hydrateRoot(host, node)
  })
  if (!root) throw new Error('Nothing was hydrated.')
  mounted.push({ root, host })
  return handleOf(root, host)
}

function createHost(): HTMLElement {
  const host = document.createElement('div')
  document.body.append(host)
  return host
}

function handleOf(root: Root, host: HTMLElement): Mounted {
  return {
    host,
    render: (node) => act(() => root.render(node)),
    unmount: () => act(() => root.unmount()),
    byId(id) {
      const element = host.querySelector<HTMLElement>(`#${CSS.escape(id)}`)
      if (!element) throw new Error(`Nothing in the page has the id ${id}.`)
      return element
    },
  }
}

/** Waits for something that happens in its own time, renders included. */
export function until<T>(probe: () => T, value: T): Promise<void> {
  return act(() => expect.poll(probe, { timeout: 5000 }).toEqual(value))
}
