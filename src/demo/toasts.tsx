/**
 * What a command of this page has done, or why it failed: a short message at the edge of the page, which
 * is announced before the traffic of others. A success goes by itself; an error stays until it is
 * dismissed, tried again, or over because the network is back.
 */
import {
  createContext,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useAnnounce } from '../index.ts'
import { CheckIcon, CloseIcon, WarningIcon } from './icons.tsx'
import { useNetworkReturn } from './use-command.ts'

export interface ToastAction {
  readonly label: string
  readonly run: () => void
}

export interface ToastContent {
  readonly text: string
  /** One message for each subject: a newer one replaces it. */
  readonly subject: string
  readonly kind: 'done' | 'failed'
  readonly action?: ToastAction | undefined
  /** The event that the command caused, so that it is not announced a second time. */
  readonly eventId?: string | null | undefined
  /** It is over once the network is back. */
  readonly isOfNetwork?: boolean
}

interface Toast extends ToastContent {
  readonly id: number
}

/** Long enough for two sentences; hovering or focusing the toasts stops the time. */
const shownForMs = 7_000
const mostShown = 3
/** A press that soon was aimed at what the toast has covered. */
const pressMs = 500

const ToastContext = createContext<(toast: ToastContent) => void>(() => {})
ToastContext.displayName = 'Toasts'

/** Shows a toast. */
export function useToast(): (toast: ToastContent) => void {
  return useContext(ToastContext)
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const nextId = useRef(1)
  const announce = useAnnounce()
  const show = useCallback(
    (content: ToastContent) => {
      const toast = { ...content, id: nextId.current++ }
      setToasts((before) =>
        [...before.filter(({ subject }) => subject !== content.subject), toast].slice(-mostShown),
      )
      const key = content.eventId ? `event:${content.eventId}` : `toast:${content.subject}`
      announce(key, content.text, { isResult: true })
    },
    [announce],
  )
  const dismiss = useCallback((id: number) => {
    setToasts((before) => before.filter((toast) => toast.id !== id))
  }, [])
  return (
    <ToastContext.Provider value={show}>
      {children}
      <ToastList toasts={toasts} dismiss={dismiss} />
    </ToastContext.Provider>
  )
}

function ToastList(props: { toasts: readonly Toast[]; dismiss: (id: number) => void }) {
  const { toasts, dismiss } = props
  const [isRead, setIsRead] = useState(false)
  const reading = useMemo(() => {
    const start = () => setIsRead(true)
    const end = () => setIsRead(false)
    return { onPointerEnter: start, onPointerLeave: end, onFocus: start, onBlur: end }
  }, [])
  const hasNetworkErrors = toasts.some(({ isOfNetwork }) => isOfNetwork)
  useNetworkReturn(
    hasNetworkErrors,
    useCallback(() => {
      for (const { id, isOfNetwork } of toasts) if (isOfNetwork) dismiss(id)
    }, [toasts, dismiss]),
  )
  // Without a toast there is nothing that could be left.
  useEffect(() => {
    if (toasts.length === 0) setIsRead(false)
  }, [toasts.length])

  return (
    <section className="toasts" aria-label="Notifications" {...reading}>
      {toasts.map((toast) => (
        <ToastItem key={toast.id} toast={toast} isRead={isRead} dismiss={dismiss} />
      ))}
    </section>
  )
}

function ToastItem(props: { toast: Toast; isRead: boolean; dismiss: (id: number) => void }) {
  const { toast, isRead, dismiss } = props
  const { id, kind, text, action } = toast
  const shownAtMs = useRef(0)
  useEffect(() => {
    shownAtMs.current = performance.now()
  }, [])
  useEffect(() => {
    if (kind === 'failed' || isRead) return
    const timer = setTimeout(() => dismiss(id), shownForMs)
    return () => clearTimeout(timer)
  }, [id, kind, isRead, dismiss])

  function guard(event: MouseEvent) {
    // A click by keyboard has no detail, and was aimed with the focus.
    if (event.detail > 0 && event.timeStamp - shownAtMs.current < pressMs) event.stopPropagation()
  }

  return (
    <div className="toast" data-kind={kind} onClickCapture={guard}>
      {kind === 'done' ? <CheckIcon /> : <WarningIcon />}
      <p>{text}</p>
      {action && (
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            dismiss(id)
            action.run()
          }}
        >
          {action.label}
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label="Dismiss"
        onClick={() => dismiss(id)}
      >
        <CloseIcon />
      </button>
    </div>
  )
}
