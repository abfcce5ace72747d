/**
 * What a command of this page has done, or why it failed: a short message at the edge of the page, which
 * is announced before other updates. A success disappears by itself; an error stays until it is dismissed,
 * retried, or resolved because the network is back. There is one at a time: a newer message replaces the
 * one before it, so that none of them moves.
 */
import {
  createContext,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
} from 'react'
import { useAnnounce } from '../index.ts'
import { CheckIcon, CloseIcon, WarningIcon } from './icons.tsx'
import { usePageMessages } from './page-language.tsx'
import { useNetworkReturn } from './use-command.ts'

export interface ToastAction {
  readonly label: string
  readonly run: () => void
}

export interface ToastContent {
  readonly text: string
  /** What it is about. A newer announcement about the same subject replaces this one. */
  readonly subject: string
  readonly kind: 'done' | 'failed'
  readonly action?: ToastAction | undefined
  /** The event that the command caused, so that it is not announced a second time. */
  readonly eventId?: string | null | undefined
  /** Whether it is dismissed once the network is back. */
  readonly isNetworkError?: boolean
}

interface Toast extends ToastContent {
  readonly id: number
  /** Whether it is about to disappear, and ignores presses. */
  readonly isLeaving?: boolean
}

/** Long enough for two sentences; hovering or focusing the toast stops the timer. */
const shownForMs = 7_000
/** Presses within this time were aimed at what the toast has covered. */
const pressMs = 500

const ToastContext = createContext<(toast: ToastContent) => void>(() => {})
ToastContext.displayName = 'Toasts'

/** Shows a toast. */
export function useToast(): (toast: ToastContent) => void {
  return useContext(ToastContext)
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast | null>(null)
  const nextId = useRef(1)
  const announce = useAnnounce()
  const { page } = usePageMessages()
  const show = useCallback(
    (content: ToastContent) => {
      setToast({ ...content, id: nextId.current++ })
      const key = content.eventId ? `event:${content.eventId}` : `toast:${content.subject}`
      announce(key, content.text, { isResult: true })
    },
    [announce],
  )
  const dismiss = useCallback(
    () => setToast((before) => before && { ...before, isLeaving: true }),
    [],
  )
  const leavingId = toast?.isLeaving ? toast.id : null
  useEffect(() => {
    if (leavingId === null) return
    const timer = setTimeout(
      () => setToast((before) => (before?.id === leavingId ? null : before)),
      pressMs,
    )
    return () => clearTimeout(timer)
  }, [leavingId])
  useNetworkReturn(toast?.isNetworkError === true && !toast.isLeaving, dismiss)
  return (
    <ToastContext.Provider value={show}>
      {children}
      <section className="toasts" aria-label={page.notifications}>
        {toast && <ToastItem key={toast.id} toast={toast} dismiss={dismiss} />}
      </section>
    </ToastContext.Provider>
  )
}

function ToastItem({ toast, dismiss }: { toast: Toast; dismiss: () => void }) {
  const { kind, text, action, isLeaving = false } = toast
  const { page } = usePageMessages()
  const [isRead, setIsRead] = useState(false)
  const shownAtMs = useRef(0)
  useEffect(() => {
    shownAtMs.current = performance.now()
  }, [])
  useEffect(() => {
    if (kind === 'failed' || isRead) return
    const timer = setTimeout(dismiss, shownForMs)
    return () => clearTimeout(timer)
  }, [kind, isRead, dismiss])

  function guard(event: MouseEvent) {
    // For a click by keyboard, `detail` is 0; it goes to the focused button and is never ignored.
    if (isLeaving) event.stopPropagation()
    if (event.detail > 0 && event.timeStamp - shownAtMs.current < pressMs) event.stopPropagation()
  }

  return (
    <div
      className="toast"
      data-kind={kind}
      data-leaving={isLeaving ? '' : undefined}
      // Not `inert`: presses would go through to the elements below.
      aria-hidden={isLeaving || undefined}
      onClickCapture={guard}
      onPointerEnter={() => setIsRead(true)}
      onPointerLeave={() => setIsRead(false)}
      onFocus={() => setIsRead(true)}
      onBlur={() => setIsRead(false)}
    >
      {kind === 'done' ? <CheckIcon /> : <WarningIcon />}
      <p>{text}</p>
      {action && (
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            dismiss()
            action.run()
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" className="icon-button" aria-label={page.dismiss} onClick={dismiss}>
        <CloseIcon />
      </button>
    </div>
  )
}
