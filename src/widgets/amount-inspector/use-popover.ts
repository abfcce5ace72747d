/**
 * A button and what it opens: a native popover, which closes by Escape and by a press elsewhere and returns the focus; where
 * browsers have none (before 2024), the same by hand.
 */
import { type RefCallback, useCallback, useEffect, useState } from 'react'

/** What the two elements need. */
export interface Popover {
  readonly isOpen: boolean
  readonly triggerRef: RefCallback<HTMLButtonElement>
  readonly panelRef: RefCallback<HTMLElement>
  /** For the button, where there is no native popover. */
  readonly onTriggerClick: () => void
  /** Closes it and moves the focus to the button. */
  readonly close: () => void
}

const widestPx = 400
const marginPx = 8
/** Room for the most of it: with less below the button, and more above, it opens above. */
const enoughPx = 340

const narrowPx = 480
const placed = ['inline-size', 'max-block-size', 'left', 'right', 'top', 'bottom']

const isNative = (panel: HTMLElement | null) => panel !== null && 'showPopover' in panel

export function usePopover(): Popover {
  const [trigger, setTrigger] = useState<HTMLButtonElement | null>(null)
  const [panel, setPanel] = useState<HTMLElement | null>(null)
  const [isOpen, setOpen] = useState(false)

  useEffect(() => {
    if (!trigger || !panel || !isNative(panel)) return
    trigger.popoverTargetElement = panel
    const onToggle = (event: Event) => {
      const willOpen = (event as ToggleEvent).newState === 'open'
      if (willOpen) place(panel, trigger)
      // The browser does the same, but only if the content with the focus is still there then.
      else if (panel.contains(panel.ownerDocument.activeElement)) trigger.focus()
      setOpen(willOpen)
    }
    panel.addEventListener('beforetoggle', onToggle)
    return () => {
      trigger.popoverTargetElement = null
      panel.removeEventListener('beforetoggle', onToggle)
    }
  }, [trigger, panel])

  const close = useCallback(() => {
    if (isNative(panel)) panel?.hidePopover()
    else setOpen(false)
    trigger?.focus()
  }, [panel, trigger])

  useEffect(() => {
    if (!isOpen || !trigger || !panel) return
    const { defaultView: view } = panel.ownerDocument
    const onResize = () => place(panel, trigger)
    const onKeyDown = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') close()
    }
    const onPointerDown = ({ target }: Event) => {
      const isInside = [panel, trigger].some((element) => element.contains(target as Node | null))
      if (!isInside) setOpen(false)
    }
    onResize()
    // Not before its content is there: an empty panel has nothing to read.
    panel.focus({ preventScroll: true })
    view?.addEventListener('resize', onResize)
    if (!isNative(panel)) {
      view?.addEventListener('keydown', onKeyDown)
      view?.addEventListener('pointerdown', onPointerDown)
    }
    return () => {
      view?.removeEventListener('resize', onResize)
      view?.removeEventListener('keydown', onKeyDown)
      view?.removeEventListener('pointerdown', onPointerDown)
    }
  }, [isOpen, trigger, panel, close])

  const onTriggerClick = useCallback(() => {
    if (!isNative(panel)) setOpen((wasOpen) => !wasOpen)
  }, [panel])
  return { isOpen, triggerRef: setTrigger, panelRef: setPanel, onTriggerClick, close }
}

/**
 * Puts the panel below or above its button and within the page. A native one is in the top layer, and its place counts from
 * the beginning of the page; the other one is next to its button.
 */
function place(panel: HTMLElement, trigger: HTMLElement): void {
  const { defaultView: view, documentElement } = panel.ownerDocument
  if (!view) return
  const { top, bottom, left, width } = trigger.getBoundingClientRect()
  const { clientWidth: pageWidth } = documentElement
  const { style } = panel
  for (const property of placed) style.removeProperty(property)
  // The style sheet puts it at the bottom of a phone.
  if (pageWidth <= narrowPx) return
  const { innerHeight: pageHeight, scrollX, scrollY } = view
  const below = pageHeight - bottom - 2 * marginPx
  const above = top - 2 * marginPx
  const isBelow = below >= enoughPx || below >= above
  const panelWidth = Math.min(widestPx, pageWidth - 2 * marginPx)
  const wanted = left + width / 2 - panelWidth / 2
  const leftPx = Math.max(marginPx, Math.min(wanted, pageWidth - panelWidth - marginPx))
  // Of the fallback, the nearest box that is positioned is the origin: its root.
  const [x, y] = isNative(panel) ? [scrollX, scrollY] : [-left, -top]
  style.inlineSize = `${panelWidth}px`
  style.maxBlockSize = `${Math.max(160, isBelow ? below : above)}px`
  style.left = `${leftPx + x}px`
  style.right = 'auto'
  const isFallback = !isNative(panel)
  style.top = isBelow || isFallback ? `${bottom + marginPx + y}px` : 'auto'
  style.bottom = isBelow || isFallback ? 'auto' : `${pageHeight - top + marginPx - scrollY}px`
}
