/**
 * What is recorded inside the page while it is used: clicks that had an effect, layout shifts and
 * announcements. Runs in the page; `startProbe` is passed to it as source text, so it may not use
 * anything outside itself.
 */

/** Something that can be pressed, as a person would name it. */
export interface PressTarget {
  /** `stream-7 / Pause`: what it does, and to which stream. */
  readonly name: string
  /** Its middle, in CSS pixels of the viewport. */
  readonly x: number
  readonly y: number
}

export interface RecordedClick {
  /** The name of what was hit. */
  readonly name: string
  /** When the button of the pointer went down. Like all times of the page, in its milliseconds. */
  readonly pressedAtMs: number
}

export interface RecordedShift {
  readonly value: number
  /** Within 500 ms after a press or a key: the page answers its user. */
  readonly hadRecentInput: boolean
  readonly atMs: number
  /**
   * How long its user had not done anything, not even moved the pointer, as far as the page had seen: on a
   * busy machine an input waits while a list is drawn that was allowed to change before it.
   */
  readonly idleMs: number
  /** The last press or key before it, as {@link PressTarget} names what was pressed. */
  readonly lastInput: string
  readonly sinceInputMs: number
  /** What has moved: the largest five. */
  readonly sources: readonly ShiftSource[]
}

export interface ShiftSource {
  /**
   * The part of the page it is in. `number`: a balance or another number that is aligned to the end of its line, and stayed there. `same`:
   * a text that was written again in the same box. `unknown`: it was removed since, or drawn by a style.
   */
  readonly place: 'list' | 'feed' | 'dialog' | 'toast' | 'number' | 'same' | 'page' | 'unknown'
  /** Which element, and from where to where. */
  readonly text: string
}

export interface Probe {
  /** Clicks that had an effect, since the last call. */
  takeClicks(): readonly RecordedClick[]
  shifts(): readonly RecordedShift[]
  announcements(): readonly { readonly atMs: number; readonly text: string }[]
  /** What can be pressed now, without what lies below something else. */
  look(): { readonly atMs: number; readonly targets: readonly PressTarget[] }
}

export function startProbe(): void {
  const pressable = 'button, summary, .choice label, .page-views a'

  function nameOf(element: Element | null): string {
    const target = element?.closest(pressable)
    if (!target) return 'nothing'
    const dialog = target.closest('dialog')?.querySelector('h2')?.textContent
    const toast = target.closest('.sg-toaster__toast')?.querySelector('p')?.textContent
    const view = target.closest('.page-views') && 'view'
    const sort = target.closest('[aria-sort], [role=columnheader], th') && 'sort'
    const place = view ?? sort ?? dialog ?? toast ?? target.closest('.sg-card')?.id ?? 'page'
    const label = target.getAttribute('aria-label') ?? (target as HTMLElement).innerText
    // A button that counts is the same button.
    return `${place} / ${label.replace(/^\d+ new( streams?)?/, 'new')}`
  }

  const clicks: RecordedClick[] = []
  let name = ''
  let pressedAtMs = 0
  addEventListener('pointerdown', ({ timeStamp }) => (pressedAtMs = timeStamp), true)
  // Named before React handles it, since the page may have changed after that; counted only where no
  // guard of the page has stopped it.
  addEventListener('click', ({ target }) => (name = nameOf(target as Element)), true)
  addEventListener('click', ({ isTrusted }) => isTrusted && clicks.push({ name, pressedAtMs }))

  let input = { name: 'none', atMs: 0 }
  addEventListener(
    'pointerdown',
    ({ target, timeStamp }) =>
      (input = { name: `press ${nameOf(target as Element)}`, atMs: timeStamp }),
    true,
  )
  addEventListener(
    'keydown',
    ({ key, timeStamp }) =>
      (input = { name: `key ${key.length === 1 ? 'letter' : key}`, atMs: timeStamp }),
    true,
  )

  let lastInputAtMs = performance.now()
  for (const type of ['pointermove', 'pointerdown', 'keydown', 'wheel']) {
    addEventListener(type, ({ timeStamp }) => (lastInputAtMs = timeStamp), true)
  }

  let listChange = { atMs: Number.NEGATIVE_INFINITY, idleMs: 0 }
  new MutationObserver((changes) => {
    const isCard = ({ nodeName }: Node) => nodeName === 'LI'
    if (!changes.some(({ addedNodes }) => [...addedNodes].some(isCard))) return
    const atMs = performance.now()
    listChange = { atMs, idleMs: atMs - lastInputAtMs }
  }).observe(document.body, { childList: true, subtree: true })

  const shifts: RecordedShift[] = []
  interface ShiftBoxes {
    readonly previousRect: DOMRectReadOnly
    readonly currentRect: DOMRectReadOnly
  }
  interface ShiftEntry extends PerformanceEntry {
    readonly value: number
    readonly hadRecentInput: boolean
    readonly sources: readonly ({ readonly node: Node | null } & ShiftBoxes)[]
  }
  function placeOf(element: Element | null | undefined): ShiftSource['place'] {
    if (!element?.isConnected) return 'unknown'
    if (element.closest('dialog')) return 'dialog'
    if (element.closest('.sg-toaster')) return 'toast'
    if (element.closest('.sg-feed')) return 'feed'
    return element.closest('.stream-list') ? 'list' : 'page'
  }
  /** Whether it got wider or narrower with its text, and the side or the middle that it is aligned to is where it was. */
  function isNumberInPlace(element: Element | null | undefined, entry: ShiftBoxes): boolean {
    if (!element?.closest('.sg-number, .sg-balance, .sg-create__preview')) return false
    const { previousRect: before, currentRect: now } = entry
    const left = before.left - now.left
    const right = before.right - now.right
    const moved = Math.min(Math.abs(left), Math.abs(right), Math.abs(left + right))
    return before.top === now.top && moved < 1
  }
  const isSameBox = ({ previousRect: before, currentRect: now }: ShiftBoxes) =>
    boxOf(before) === boxOf(now)
  const boxOf = ({ x, y, width, height }: DOMRectReadOnly) => `${x},${y} ${width}×${height}`
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as ShiftEntry[]) {
      const isOfList = entry.startTime - listChange.atMs < 500
      shifts.push({
        value: entry.value,
        hadRecentInput: entry.hadRecentInput,
        atMs: performance.timeOrigin + entry.startTime,
        idleMs: isOfList ? listChange.idleMs : entry.startTime - lastInputAtMs,
        lastInput: input.name,
        sinceInputMs: entry.startTime - input.atMs,
        sources: entry.sources.map((source) => {
          const { node, previousRect, currentRect } = source
          const element = node instanceof Element ? node : node?.parentElement
          const where = element?.closest('.sg-card')?.id ?? ''
          const name = element?.getAttribute('class') ?? element?.localName ?? 'gone'
          return {
            place: isSameBox(source)
              ? 'same'
              : isNumberInPlace(element, source)
                ? 'number'
                : placeOf(element),
            text: `${where} <${name}> ${boxOf(previousRect)} → ${boxOf(currentRect)}`,
          }
        }),
      })
    }
  }).observe({ type: 'layout-shift' })

  const announcements: { atMs: number; text: string }[] = []
  // Each view has its own live region.
  new MutationObserver((changes) => {
    const regions = changes.map(({ target }) =>
      (target instanceof Element ? target : target.parentElement)?.closest('.sg-announcer'),
    )
    for (const region of new Set(regions)) {
      if (region?.textContent) announcements.push({ atMs: Date.now(), text: region.textContent })
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true })

  const probe: Probe = {
    takeClicks: () => clicks.splice(0),
    shifts: () => shifts,
    announcements: () => announcements,
    look: () => ({
      atMs: performance.now(),
      targets: [...document.querySelectorAll(pressable)].flatMap((element) => {
        const { x, y, width, height } = element.getBoundingClientRect()
        const middle = { x: x + width / 2, y: y + height / 2 }
        const top = document.elementFromPoint(middle.x, middle.y)
        const isReachable = width > 0 && top !== null && element.contains(top)
        return isReachable ? [{ name: nameOf(element), ...middle }] : []
      }),
    }),
  }
  Reflect.set(window, 'probe', probe)
}
