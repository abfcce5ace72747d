/**
 * Whether an element is on screen. One IntersectionObserver per window; the window is that of the element,
 * so popups and iframes have their own. Of a long list it observes only what is near (distant-elements.ts).
 *
 * Observing ten thousand elements costs more than writing the visible ones: a browser computes every
 * intersection again in each frame that paints. So elements inside a section marked with
 * `data-sg-section` are observed only while that section is near the viewport. Sections nest: a card is
 * one, and a page with many cards puts groups of them into sections with `content-visibility: auto`.
 *
 * A visible number that counts as hidden shows an outdated amount. So an element counts by itself:
 *
 * A1 in the top layer, which is visible wherever its section is;
 * A2 in a section without an area, such as one with `display: contents`;
 * A3 after it has left its section without being mounted again, as when a script moves it.
 *
 * An element may also have no area itself, and then its listener decides by what is in it (tick-binding.ts).
 *
 * A4 While a page is printed, everything on it is visible.
 */
import type { Cancel } from '../platform/ports.ts'
import type { DistantElements } from './distant-elements.ts'

/** Elements within this distance of the viewport count as visible, so that nothing scrolls in outdated. */
const nearMargin = '200px'

/** Marks an element whose widgets are shown and hidden together. */
export const sectionAttribute = 'data-sg-section'

/** From this many watched elements on, the code that pauses the observation of distant ones is loaded. */
const loadFrom = 256

/** `hasArea`: false for an element without one, which never counts as seen: only what is in it can be. */
type Listener = (isSeen: boolean, hasArea: boolean) => void

interface Watch {
  /** An element may have several. */
  readonly listeners: Set<Listener>
  /** Undefined until the browser has reported it. */
  isSeen: boolean | undefined
  hasArea: boolean
}

interface ElementWatcher {
  watch(element: Element, listener: Listener): Cancel
  /** Calls `listener` after any element was moved or removed in a section. */
  onMove(section: Element, listener: () => void): Cancel
}

const watchers = new WeakMap<Window, ElementWatcher>()

/**
 * Calls `listener` with whether the element is on screen, soon and whenever that changes. Without a window
 * or an IntersectionObserver it counts as visible.
 */
export function watchElement(element: Element, listener: Listener): Cancel {
  const view = element.ownerDocument.defaultView
  if (!view || !('IntersectionObserver' in view)) {
    listener(true, true)
    return () => {}
  }
  let watcher = watchers.get(view)
  if (!watcher) {
    watcher = createElementWatcher(view)
    watchers.set(view, watcher)
  }
  // A1
  const section = element.parentElement?.closest(`[${sectionAttribute}],dialog,[popover]`)
  return section?.hasAttribute(sectionAttribute)
    ? watchInSection(watcher, element, section, listener)
    : watcher.watch(element, listener)
}

/** Observes the element only while the section around it is visible. */
function watchInSection(
  watcher: ElementWatcher,
  element: Element,
  section: Element,
  listener: Listener,
): Cancel {
  let stopElement: Cancel | null = null
  const stopSection = watchElement(section, (isSeen) => {
    if (isSeen) {
      stopElement ??= watcher.watch(element, listener)
      return
    }
    stopElement?.()
    stopElement = null
    // Nothing in it is seen either.
    listener(false, true)
  })
  let stop = () => {
    stopMoves()
    stopSection()
    stopElement?.()
  }
  const stopMoves = watcher.onMove(section, () => {
    if (section.contains(element)) return
    // A3
    stop()
    stop = watchElement(element, listener)
  })
  return () => stop()
}

function createElementWatcher(view: Window & typeof globalThis): ElementWatcher {
  const watches = new Map<Element, Watch>()
  const observer = new view.IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting, boundingClientRect } of changes) {
        const watch = watches.get(target)
        if (!watch) continue
        const { width, height } = boundingClientRect
        const hasArea = width > 0 && height > 0
        // A2
        const isSeen = isIntersecting || (target.hasAttribute(sectionAttribute) && !hasArea)
        if (!isSeen) distant?.addFar(target)
        else if (distant?.remove(target)) observer.observe(target)
        if (watch.isSeen === isSeen && (isSeen || watch.hasArea === hasArea)) continue
        watch.isSeen = isSeen
        watch.hasArea = hasArea
        // Not over a copy: a listener that another one has cancelled must not be called.
        for (const listener of watch.listeners) listener(isSeen, hasArea)
      }
      if (distant === undefined && watches.size >= loadFrom) loadDistant()
    },
    { rootMargin: nearMargin },
  )
  /** Null while it is loading, on demand, since few pages have so many. Where it cannot be, all are observed. */
  let distant: DistantElements | null | undefined
  function loadDistant(): void {
    distant = null
    import('./distant-elements.ts')
      .then(({ createDistantElements }) => {
        distant = createDistantElements(view, observer)
        for (const [element, { isSeen }] of watches) if (isSeen === false) distant.addFar(element)
      })
      .catch(() => {})
  }
  let isPrinting = false
  const print = ({ type }: Event) => {
    // A4
    isPrinting = type === 'beforeprint'
    // Also over what is added meanwhile: the elements of sections that were not visible.
    for (const { listeners, isSeen, hasArea } of watches.values()) {
      for (const listener of listeners) listener(isPrinting || isSeen === true, hasArea)
    }
  }
  view.addEventListener('beforeprint', print)
  view.addEventListener('afterprint', print)
  const moveListeners = new WeakMap<Node, Set<() => void>>()
  const moves = new view.MutationObserver((records) => {
    for (const { target, removedNodes } of records) {
      if (![...removedNodes].some(({ nodeType }) => nodeType === elementNode)) continue
      // Only of the sections around it: ten thousand elements may be in others.
      for (let node: Node | null = target; node; node = node.parentNode) {
        moveListeners.get(node)?.forEach((listener) => {
          listener()
        })
      }
    }
  })
  return {
    watch(element, listener) {
      let watch = watches.get(element)
      if (!watch) {
        watch = { listeners: new Set(), isSeen: undefined, hasArea: true }
        watches.set(element, watch)
        observer.observe(element)
      }
      const { listeners, isSeen, hasArea } = watch
      listeners.add(listener)
      if (isPrinting || isSeen !== undefined) listener(isPrinting || isSeen === true, hasArea)
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return
        watches.delete(element)
        distant?.remove(element)
        observer.unobserve(element)
      }
    },
    onMove(section, listener) {
      // Once for each section, however often it is called. Ends when the section is collected.
      moves.observe(section, { childList: true, subtree: true })
      const listeners = moveListeners.get(section) ?? new Set()
      moveListeners.set(section, listeners.add(listener))
      return () => listeners.delete(listener)
    },
  }
}

const elementNode = 1
