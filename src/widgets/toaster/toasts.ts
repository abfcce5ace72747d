/**
 * Short messages about what the user has just done, and which of them are shown. A pure queue: toaster.tsx renders it,
 * widgets and applications add messages.
 *
 * T1 At most three are shown; others wait in the order in which they came.
 * T2 A message replaces the one about the same subject, shown or waiting, in its place.
 * T3 What is shown keeps its place until it is removed, so that nothing moves under the pointer: others do not move up when
 *    it leaves, and a new one takes the free place that is nearest to the edge.
 * T4 The queue is bounded; the oldest of those that wait is dropped.
 */

/** A button on a toast. */
export interface ToastAction {
  /** What it does, in one or two words. */
  readonly label: string
  /** Called once, when it is pressed; the toast is closed. */
  run(): void
}

/** What a toast says. */
export interface ToastContent {
  /** One or two sentences. */
  readonly text: string
  /** `done`: disappears by itself. `failed`: stays until it is dismissed. Default `done`. */
  readonly kind?: 'done' | 'failed' | undefined
  /** What it is about, such as `stream:42`. Replaces the toast with the same subject. Default: its text. */
  readonly subject?: string | undefined
  /** A button, such as undo or retry. */
  readonly action?: ToastAction | undefined
  /** Id of the event that it is about, so that this is not announced a second time. */
  readonly eventId?: string | null | undefined
  /** It is about a lost connection: dismissed once the connection is back. Default false. */
  readonly isNetworkError?: boolean | undefined
  /** How long it is shown, in milliseconds; 0: until it is dismissed. Default: 7,000 for `done`, else 0. */
  readonly durationMs?: number | undefined
}

/** A toast in the queue. */
export interface Toast extends ToastContent {
  /** Unique in its queue; another one for a toast that has replaced another. */
  readonly id: number
  /** What it is about. */
  readonly subject: string
  /** Whether it is good news. */
  readonly kind: 'done' | 'failed'
  /** How long it is shown, in milliseconds; 0: until it is dismissed. */
  readonly durationMs: number
  /** Which place it has, counted from the edge of the page: 0 to 2, and the same until it is removed. */
  readonly place: number
  /** Whether it is about to disappear: invisible, and its place still takes presses that were aimed at it. */
  readonly isLeaving: boolean
}

/** T1 */
export const maxShown = 3
/** T4 */
export const maxWaiting = 20
/** Long enough for two sentences. */
export const shownForMs = 7_000

/** A queue of toasts. */
export interface Toasts {
  /** Adds a toast; answers its id. */
  show(content: ToastContent): number
  /** Makes it invisible; its place is kept until `remove`. */
  dismiss(id: number): void
  /** Takes it out of the queue, and shows the next one. */
  remove(id: number): void
  /** T1 Those that are shown: the same array until one of them changes. */
  getShown(): readonly Toast[]
  /** Calls `listener` whenever what is shown may have changed. */
  subscribe(listener: () => void): () => void
}

/** The place of a toast that is not shown yet. */
const waitsForPlace = -1

/** T3 */
function withPlaces(shown: readonly Toast[]): readonly Toast[] {
  const taken = new Set(shown.map(({ place }) => place))
  return shown.map((toast) => {
    if (toast.place !== waitsForPlace) return toast
    let place = 0
    while (taken.has(place)) place += 1
    taken.add(place)
    return { ...toast, place }
  })
}

/** Creates an empty queue. */
export function createToasts(): Toasts {
  let toasts: readonly Toast[] = []
  let shown: readonly Toast[] = []
  let lastId = 0
  const listeners = new Set<() => void>()

  function set(next: readonly Toast[]): void {
    shown = withPlaces(next.slice(0, maxShown))
    toasts = [...shown, ...next.slice(maxShown)]
    for (const listener of listeners) listener()
  }

  return {
    show(content) {
      const { kind = 'done', subject = content.text } = content
      lastId += 1
      const { durationMs = kind === 'done' ? shownForMs : 0 } = content
      const toast: Toast = {
        ...content,
        kind,
        subject,
        durationMs,
        id: lastId,
        place: waitsForPlace,
        isLeaving: false,
      }
      // T2 One that is leaving is gone for the user.
      const isSame = (other: Toast) => other.subject === subject && !other.isLeaving
      const replace = (other: Toast) => (isSame(other) ? { ...toast, place: other.place } : other)
      if (toasts.some(isSame)) set(toasts.map(replace))
      else {
        const waiting = toasts.slice(maxShown)
        set([...toasts.slice(0, maxShown), ...waiting.slice(-maxWaiting + 1), toast])
      }
      return lastId
    },
    dismiss(id) {
      if (!toasts.some((toast) => toast.id === id && !toast.isLeaving)) return
      set(toasts.map((toast) => (toast.id === id ? { ...toast, isLeaving: true } : toast)))
    },
    remove(id) {
      if (toasts.some((toast) => toast.id === id)) set(toasts.filter((toast) => toast.id !== id))
    },
    getShown: () => shown,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
