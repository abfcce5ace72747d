/**
 * Takes elements that are far from the viewport away from an IntersectionObserver while there are hundreds of them. A
 * browser computes the intersection of every observed element again in each frame with a layout, and every number that is
 * written causes one. Decides nothing about what is visible; that remains the observer's.
 *
 * Observation is paused in runs: all elements of a run were between its first and its last one when they were measured, and both are
 * further than a viewport away from the viewport.
 *
 * C1 A run is observed again when it comes nearer: checked at every scroll and resize, and ten times a second.
 * C2 A run is observed again at once when a script moves one of its elements in the document.
 * C3 Every element is observed again within two seconds, wherever it may have gone without the others of its run.
 */

/** What of an IntersectionObserver is used. */
type Observer = Pick<IntersectionObserver, 'observe' | 'unobserve'>

export interface DistantElements {
  /** The observer has reported that an element is not on screen. */
  addFar(element: Element): void
  /** The element is on screen, or no longer watched. Returns whether its observation was paused. */
  remove(element: Element): boolean
}

interface Run {
  readonly elements: Set<Element>
  /** Null: they are observed, because they are too near. */
  readonly ends: readonly [first: Element, last: Element] | null
}

/** From this many observed elements off screen on, some are paused. With fewer, observing all of them is cheaper. */
const pauseFrom = 128
const runLength = 64
const checkMs = 100
/** Elements that are measured at once, so that a list that appears takes several frames for it. */
const mostMeasured = 2_000
/** How many checks it takes until every run was observed again. */
const checksInRound = 20

/** Creates it for the elements of one observer. Nothing runs until there are enough of them. */
export function createDistantElements(
  view: Window & typeof globalThis,
  observer: Observer,
): DistantElements {
  /** Observed, and in no run. */
  const far = new Set<Element>()
  const runs = new Set<Run>()
  const runOf = new Map<Element, Run>()
  let timer: number | null = null
  const moves = new view.MutationObserver((records) => {
    for (const { removedNodes } of records) {
      for (const node of removedNodes) {
        // What is in the document again was moved.
        if (!node.isConnected || !(node instanceof view.Element)) continue
        for (const element of elementsIn(node)) {
          const run = runOf.get(element)
          if (run) release(run)
        }
      }
    }
  })

  const isFarAway = (top: number, bottom: number) =>
    bottom < -view.innerHeight || top > 2 * view.innerHeight

  function release(run: Run): void {
    runs.delete(run)
    for (const element of run.elements) {
      runOf.delete(element)
      if (run.ends) observer.observe(element)
      else far.add(element)
    }
  }

  /** C1. An element that was removed, or is not rendered, is at the top of the viewport. */
  function releaseNear(): void {
    for (const run of runs) {
      if (!run.ends) continue
      const [first, last] = run.ends
      const { top } = first.getBoundingClientRect()
      if (!isFarAway(top, last.getBoundingClientRect().bottom)) release(run)
    }
  }

  function createRun(elements: readonly Element[], ends: Run['ends']): void {
    const run = { elements: new Set(elements), ends }
    runs.add(run)
    for (const element of elements) {
      far.delete(element)
      runOf.set(element, run)
      if (ends) observer.unobserve(element)
    }
  }

  function pauseFar(): void {
    const measured = [...far].slice(0, mostMeasured).map((element) => {
      const { top, bottom } = element.getBoundingClientRect()
      return { element, top, bottom, side: isFarAway(top, bottom) ? Math.sign(top) : 0 }
    })
    // By side, then from top to bottom.
    measured.sort((a, b) => a.side - b.side || a.top - b.top)
    for (let start = 0; start < measured.length; ) {
      const { side, element: first } = measured[start] as (typeof measured)[number]
      const run = measured.slice(start, start + runLength).filter((each) => each.side === side)
      const last = run.reduce((lowest, each) => (each.bottom < lowest.bottom ? lowest : each))
      createRun(
        run.map(({ element }) => element),
        side === 0 ? null : [first, last.element],
      )
      start += run.length
    }
  }

  function check(): void {
    releaseNear()
    // C3
    let count = Math.ceil(runs.size / checksInRound)
    for (const run of runs) {
      if (count-- === 0) break
      release(run)
    }
    if (far.size >= runLength) pauseFar()
    if (runs.size > 0 || far.size >= pauseFrom) timer = view.setTimeout(check, checkMs)
    else stop()
  }

  function start(): void {
    timer = view.setTimeout(check, checkMs)
    // Scroll events of inner scroll areas do not bubble.
    view.addEventListener('scroll', releaseNear, { capture: true, passive: true })
    view.addEventListener('resize', releaseNear)
    moves.observe(view.document, { childList: true, subtree: true })
  }

  function stop(): void {
    timer = null
    view.removeEventListener('scroll', releaseNear, { capture: true })
    view.removeEventListener('resize', releaseNear)
    moves.disconnect()
  }

  return {
    addFar(element) {
      if (!runOf.has(element)) far.add(element)
      if (timer === null && far.size >= pauseFrom) start()
    },
    remove(element) {
      far.delete(element)
      const run = runOf.get(element)
      if (!run) return false
      runOf.delete(element)
      run.elements.delete(element)
      // The others have lost what they are measured by.
      if (run.elements.size === 0 || run.ends?.includes(element)) release(run)
      return run.ends !== null
    },
  }
}

/** The element and all inside, in shadow trees as well: what custom elements show is there, and they are moved themselves. */
function* elementsIn(around: Element): Generator<Element> {
  yield around
  for (const within of [around.shadowRoot, around]) {
    for (const element of within?.children ?? []) yield* elementsIn(element)
  }
}
