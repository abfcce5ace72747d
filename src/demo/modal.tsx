/**
 * A native modal dialog as a React element. The browser does what is hard (focus trap, Escape, inert
 * page, focus back to the opener); this only decides when it opens, and what has the focus first.
 */
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { CloseIcon } from './icons.tsx'
import { usePageMessages } from './page-language.tsx'

/** Marks the element inside a {@link Modal} that has the focus first. */
export const startHere = { 'data-start-here': '' } as const

export function Modal(props: {
  title: string
  isOpen: boolean
  onClose: () => void
  children: ReactNode
}) {
  const { title, isOpen, onClose, children } = props
  const dialogRef = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const { page } = usePageMessages()

  // A layout effect, so that a dialog is never painted without its contents.
  useLayoutEffect(() => {
    const dialog = dialogRef.current
    if (!dialog || dialog.open === isOpen) return
    // Closed by `close()` and never by unmounting: only then does the focus go back.
    if (!isOpen) return dialog.close()
    dialog.showModal()
    dialog.querySelector<HTMLElement>('[data-start-here]')?.focus()
  }, [isOpen])

  return (
    <>
      <PressShield isUp={!isOpen} />
      <dialog ref={dialogRef} className="modal" aria-labelledby={titleId} onClose={onClose}>
        {isOpen && (
          <div className="modal-content">
            <header className="modal-head">
              <h2 id={titleId}>{title}</h2>
              <button
                type="button"
                className="icon-button"
                aria-label={page.close}
                onClick={onClose}
              >
                <CloseIcon />
              </button>
            </header>
            {children}
          </div>
        )}
      </dialog>
    </>
  )
}

/** How long after a dialog has closed a press was probably aimed at the dialog. */
const shieldMs = 400

/** Covers the page for a short time after `isUp` has become true. */
function PressShield({ isUp }: { isUp: boolean }) {
  const [isDown, setIsDown] = useState(isUp)
  useEffect(() => {
    if (!isUp) return setIsDown(false)
    const timer = setTimeout(() => setIsDown(true), shieldMs)
    return () => clearTimeout(timer)
  }, [isUp])
  return isUp && !isDown && createPortal(<div className="press-shield" />, document.body)
}
