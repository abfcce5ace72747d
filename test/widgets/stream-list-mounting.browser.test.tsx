/** A long list is mounted group by group, and the page answers in between. */
import { type ReactNode, useLayoutEffect, useSyncExternalStore } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { StreamList } from '../../src/index.ts'
import '../../src/styles.css'
import { mountedFirst } from '../../src/widgets/stream-list/use-mounting.ts'

const numbered = (count: number) => Array.from({ length: count }, (_, index) => index)

let mounted = 0
function Item({ id }: { readonly id: number }) {
  useLayoutEffect(() => {
    mounted += 1
  }, [])
  return <p style={{ height: 50, margin: 0 }}>Item {id}</p>
}
const item = (id: number) => <Item id={id} />
const list = (items: readonly number[]) => (
  <StreamList items={items} keyOf={String}>
    {item}
  </StreamList>
)

/** Without `act`, which would not return before everything is mounted. */
function place(html = '') {
  mounted = 0
  const host = document.createElement('div')
  host.innerHTML = html
  document.body.append(host)
  onTestFinished(() => host.remove())
  const render = (node: ReactNode) => {
    const root = createRoot(host)
    onTestFinished(() => root.unmount())
    root.render(node)
    return root
  }
  return { host, render, items: () => host.querySelectorAll('[role=listitem]').length }
}

describe('a list of 300 items', () => {
  it('is mounted group by group, and the first items of all before', async () => {
    const { host, render, items } = place()
    const steps: number[] = []
    const lengths: number[] = []
    const observer = new MutationObserver(() => {
      steps.push(mounted)
      lengths.push(items())
    })
    observer.observe(host, { childList: true, subtree: true })
    render(list(numbered(300)))
    await expect.poll(() => host.querySelectorAll('p').length).toBe(300)
    observer.disconnect()
    // All are in the document before their contents are, so that the list has its length.
    expect(new Set(lengths)).toEqual(new Set([300]))
    expect(steps).toEqual([mountedFirst, 60, 120, 180, 240, 300])
  })

  it('lets the page answer while it is mounted', async () => {
    const { host, render } = place()
    render(list(numbered(300)))
    await expect.poll(() => mounted).toBeGreaterThan(0)
    const mountedAtAnswer = await new Promise<number>((resolve) =>
      setTimeout(() => resolve(mounted)),
    )
    expect(mountedAtAnswer).toBeLessThan(300)
    await expect.poll(() => host.querySelectorAll('p').length).toBe(300)
  })

  it('is mounted at once where it gets more items later', async () => {
    const { render, items } = place()
    const root = render(list(numbered(10)))
    await expect.poll(() => mounted).toBe(10)
    const steps: number[] = []
    root.render(list(numbered(200)))
    const watch = () => {
      if (steps.at(-1) !== mounted) steps.push(mounted)
      if (items() < 200) requestAnimationFrame(watch)
    }
    watch()
    await expect.poll(items).toBe(200)
    expect(mounted).toBe(200)
  })

  it('is printed whole by a server, and taken over', async () => {
    const html = renderToString(list(numbered(300)))
    expect(html.match(/<p/g)).toHaveLength(300)
    const { host } = place(html)
    const last = host.querySelectorAll('p')[299]
    const errors: unknown[] = []
    const root = hydrateRoot(host, list(numbered(300)), {
      onRecoverableError: (error) => errors.push(error),
    })
    onTestFinished(() => root.unmount())
    await expect.poll(() => mounted).toBe(300)
    expect(errors).toEqual([])
    expect(host.querySelectorAll('p')[299]).toBe(last)
  })
})

it('a list is mounted soon while events arrive all the time', async () => {
  function Slow({ id }: { readonly id: number }) {
    const untilMs = performance.now() + 4
    while (performance.now() < untilMs);
    return <p>{id}</p>
  }
  const slow = (id: number) => <Slow id={id} />
  const items = numbered(60)
  // An event of a store, between all slices of a transition: what has begun of it is begun again.
  let turns = 0
  function subscribe(notify: () => void) {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      turns += 1
      notify()
      port2.postMessage(null)
    }
    port2.postMessage(null)
    return () => port1.close()
  }
  function Page() {
    const turn = useSyncExternalStore(subscribe, () => turns)
    return (
      <StreamList items={items} keyOf={String} aria-label={`Turn ${turn}`}>
        {slow}
      </StreamList>
    )
  }
  const { host, render } = place()
  render(<Page />)
  const contents = () => host.querySelectorAll('p').length
  await expect.poll(contents).toBe(mountedFirst)
  // React itself takes five seconds.
  await expect.poll(contents, { timeout: 3_000 }).toBe(60)
})
