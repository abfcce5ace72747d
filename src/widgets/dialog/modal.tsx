/**
 * A native modal dialog as a React element. The browser does what is hard (focus trap, Escape, inert page, focus back to
 * the opener); this only decides when it opens, and what has the focus first.
 */
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef } from 'react'
import { useSession } from '../../react/session-context.ts'
import { Shape } from '../form/shape.tsx'

/** Marks the element inside a {@link Modal} that has the focus first. */
export const startHere = { 'data-start-here': '' } as const

interface ModalProps {
  readonly title: string
  /** Name of the button that closes it. */
  readonly closeLabel: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

export function Modal({ title, closeLabel, isOpen, onClose, children }: ModalProps) {
  const dialogRef = useRef<HTMLDialogElement>(null)
  const titleId = useId()

  // A layout effect, so that a dialog is never painted without its contents.
  useLayoutEffect(() => {
    const dialog = dialogRef.current
    if (!dialog || dialog.open === isOpen) return
    // Closed by `close()` and never by unmounting: only then does the focus go back.
    if (!isOpen) return dialog.close()
    dialog.showModal()
    dialog.querySelector<HTMLElement>('[data-start-here]')?.focus()
  }, [isOpen])

  usePressShield(isOpen)

  return (
    <dialog
      ref={dialogRef}
      className="sg-dialog sg-theme"
      aria-labelledby={titleId}
      onClose={onClose}
    >
      {isOpen && (
        <div className="sg-dialog__content">
          <header className="sg-dialog__head">
            <h2 id={titleId} className="sg-dialog__title">
              {title}
            </h2>
            <button
              type="button"
              className="sg-icon-button sg-focusable"
              aria-label={closeLabel}
              onClick={onClose}
            >
              <Shape name="close" />
            </button>
          </header>
          {children}
        </div>
      )}
    </dialog>
  )
}

/** How long after a dialog has closed a press was probably aimed at the dialog. */
const shieldMs = 400

/** Covers the page for a short time after the dialog has closed. */
function usePressShield(isOpen: boolean): void {
  const { timers } = useSession().platform
  const wasOpen = useRef(false)
  useEffect(() => {
    if (isOpen) {
      wasOpen.current = true
      return
    }
    if (!wasOpen.current) return
    wasOpen.current = false
    // In the body, since the dialog may be in an element that contains what is fixed, such as a card.
    const shield = document.createElement('div')
    shield.className = 'sg-press-shield'
    document.body.append(shield)
    const cancel = timers.after(shieldMs, () => shield.remove())
    return () => {
      cancel()
      shield.remove()
    }
  }, [isOpen, timers])
}
