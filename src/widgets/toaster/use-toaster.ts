/** The headless hooks of Toaster: one adds a toast, the other has those that are shown. One queue for each session. */
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { Session } from '../../payments-session.ts'
import { useNetworkReturn } from '../../react/actions/use-stream-command.ts'
import { useSession } from '../../react/session-context.ts'
import { useAnnounce } from '../announcer/announcer.tsx'
import { createToasts, type Toast, type ToastContent, type Toasts } from './toasts.ts'

interface ToasterQueue {
  readonly toasts: Toasts
  /** How many Toasters are mounted. */
  readonly toasters: Set<object>
}

/** By store: sessions that differ in the account alone have one (element/page-sessions.ts). */
const queues = new WeakMap<Session['store'], ToasterQueue>()

function queueOf({ store }: Session): ToasterQueue {
  let queue = queues.get(store)
  if (!queue) {
    queue = { toasts: createToasts(), toasters: new Set() }
    queues.set(store, queue)
  }
  return queue
}

/**
 * Shows a toast in the `Toaster` of the page, and announces it through the `Announcer`: before updates, and once. Without
 * a `Toaster` it is only announced.
 *
 * @example
 * const toast = useToast()
 * toast({ text: 'Address copied.' })
 */
export function useToast(): (content: ToastContent) => void {
  const { toasts } = queueOf(useSession())
  const announce = useAnnounce()
  return useCallback(
    (content) => {
      toasts.show(content)
      const { eventId, subject = content.text, text } = content
      announce(eventId ? `event:${eventId}` : `toast:${subject}`, text, { isResult: true })
    },
    [toasts, announce],
  )
}

/** Whether toasts can be seen now. */
export function useHasToaster(): () => boolean {
  const { toasters } = queueOf(useSession())
  return useCallback(() => toasters.size > 0, [toasters])
}

/** State of {@link useToaster}. */
export interface ToasterState {
  /** How many toasts are shown. */
  readonly count: number
  /** Whether the timers stand still, because the toasts are being read. */
  readonly isPaused: boolean
}

/** What {@link useToaster} returns. */
export interface ToasterView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: ToasterState
  /** The toasts to show: at most three, in the order in which they came. */
  readonly toasts: readonly Toast[]
  /** Closes a toast. */
  dismiss(toast: Toast): void
  /** Spread them onto the element around the toasts: timers stand still while it is hovered or has the focus. */
  readonly handlers: ToasterHandlers
}

/** Handlers that stop the timers. */
export interface ToasterHandlers {
  /** Stops the timers. */
  onPointerEnter(): void
  /** Starts them again. */
  onPointerLeave(): void
  /** Stops the timers. */
  onFocus(): void
  /** Starts them again. */
  onBlur(): void
}

/** How long the place of a toast that was dismissed takes presses that were aimed at it. */
export const leavingMs = 500
/** How long a toast waits for a modal dialog, which makes it inert, before it looks again. */
const behindDialogMs = 1_000

/**
 * The toasts of the session, for a look of your own. Takes them away when their time is up: while none of them is hovered
 * or has the focus, and not while a modal dialog is open, since they could not be used then.
 */
export function useToaster(): ToasterView {
  const session = useSession()
  const { toasts: queue, toasters } = queueOf(session)
  const toasts = useSyncExternalStore(queue.subscribe, queue.getShown, getNone)
  const [isHovered, setIsHovered] = useState(false)
  const [isFocused, setIsFocused] = useState(false)
  useEffect(() => {
    const self = {}
    toasters.add(self)
    return () => void toasters.delete(self)
  }, [toasters])

  const isPaused = isHovered || isFocused
  const { clock, timers } = session.platform
  /** When each toast goes, on the monotonic clock: a toast that is added does not keep the others longer. */
  const dueMs = useRef(new Map<number, number>())
  useEffect(() => {
    const nowMs = clock.monotonicMs()
    const { current: due } = dueMs
    // After a pause they have their whole time again.
    if (isPaused) due.clear()
    const cancels = toasts.map(({ id, isLeaving, durationMs }) => {
      if (isLeaving) return timers.after(leavingMs, () => queue.remove(id))
      if (isPaused || durationMs === 0) return () => {}
      const goesAtMs = due.get(id) ?? nowMs + durationMs
      due.set(id, goesAtMs)
      return afterDialogs(timers, goesAtMs - nowMs, () => queue.dismiss(id))
    })
    return () => {
      for (const cancel of cancels) cancel()
    }
  }, [toasts, isPaused, queue, clock, timers])

  const networkErrors = toasts.filter((toast) => toast.isNetworkError && !toast.isLeaving)
  const dismissNetworkErrors = useCallback(() => {
    for (const { id, isNetworkError } of queue.getShown()) if (isNetworkError) queue.dismiss(id)
  }, [queue])
  useNetworkReturn(networkErrors.length > 0, dismissNetworkErrors)

  const handlers = useMemo<ToasterHandlers>(
    () => ({
      onPointerEnter: () => setIsHovered(true),
      onPointerLeave: () => setIsHovered(false),
      onFocus: () => setIsFocused(true),
      onBlur: () => setIsFocused(false),
    }),
    [],
  )
  const count = toasts.length
  return {
    state: useMemo(() => ({ count, isPaused }), [count, isPaused]),
    toasts,
    dismiss: useCallback(({ id }: Toast) => queue.dismiss(id), [queue]),
    handlers,
  }
}

/** A server renders no toasts. */
const getNone = (): readonly Toast[] => none
const none: readonly Toast[] = []

/** Runs after a delay, and after every modal dialog has closed. */
function afterDialogs(timers: Session['platform']['timers'], delayMs: number, run: () => void) {
  let cancel = timers.after(delayMs, function look() {
    if (document.querySelector('dialog:modal')) cancel = timers.after(behindDialogMs, look)
    else run()
  })
  return () => cancel()
}
