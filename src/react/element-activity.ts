/**
 * Whether an element is on screen. One IntersectionObserver per window; the window is that of the element,
 * so popups and iframes have their own.
 *
 * Observing ten thousand elements costs more than writing the visible ones: a browser computes every
 * intersection again in each frame that paints. So elements inside a section marked with
 * `data-sg-section` are observed only while that section is near the viewport. Sections nest: a card is
 * one, and a page with many cards puts groups of them into sections with `content-visibility: auto`.
 */
import type { Cancel } from '../platform/ports.ts'

/** Elements within this distance of the viewport count as visible, so that nothing scrolls in outdated. */
const nearMargin = '200px'

/** Marks an element whose widgets are shown and hidden together. */
export const sectionAttribute = 'data-sg-section'

type Listener = (isSeen: boolean) => void

interface Watch {
  /** An element may have several. */
  readonly listeners: Set<Listener>
  /** Undefined until the browser has reported it. */
  isSeen: boolean | undefined
}

interface ElementWatcher {
  watch(element: Element, listener: Listener): Cancel
}

const watchers = new WeakMap<Window, ElementWatcher>()

/**
 * Calls `listener` with whether the element is on screen, soon and whenever that changes. Without a window
 * or an IntersectionObserver it counts as visible.
 */
export function watchElement(element: Element, listener: Listener): Cancel {
  const view = element.ownerDocument.defaultView
  if (!view || !('IntersectionObserver' in view)) {
    listener(true)
    return () => {}
  }
  let watcher = watchers.get(view)
  if (!watcher) {
    watcher = createElementWatcher(view)
    watchers.set(view, watcher)
  }
  return watchInSections(watcher, element, listener)
}

/** Observes the element only while the sections around it are visible. */
function watchInSections(watcher: ElementWatcher, element: Element, listener: Listener): Cancel {
  const section = element.parentElement?.closest(`[${sectionAttribute}]`)
  if (!section) return watcher.watch(element, listener)
  let stopElement: Cancel | null = null
  const stopSection = watchInSections(watcher, section, (isSeen) => {
    if (isSeen) {
      stopElement ??= watcher.watch(element, listener)
      return
    }
    stopElement?.()
    stopElement = null
    listener(false)
  })
  return () => {
    stopSection()
    stopElement?.()
  }
}

function createElementWatcher(view: Window & typeof globalThis): ElementWatcher {
  const watches = new Map<Element, Watch>()
  const observer = new view.IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        const watch = watches.get(target)
        if (!watch) continue
        watch.isSeen = isIntersecting
        for (const listener of [...watch.listeners]) listener(isIntersecting)
      }
    },
    { rootMargin: nearMargin },
  )
  return {
    watch(element, listener) {
      let watch = watches.get(element)
      if (!watch) {
        watch = { listeners: new Set(), isSeen: undefined }
        watches.set(element, watch)
        observer.observe(element)
      }
      const { listeners, isSeen } = watch
      listeners.add(listener)
      if (isSeen !== undefined) listener(isSeen)
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return
        watches.delete(element)
        observer.unobserve(element)
      }
    },
  }
}
