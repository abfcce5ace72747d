/** The user's text selection, for copying. Writing around it: react/text-writing. */
import type { ClipboardEvent } from 'react'

/** Whether there is a selection and it lies within this element. */
function containsSelection(element: Element): boolean {
  const selection = element.ownerDocument.getSelection()
  if (selection === null || selection.isCollapsed) return false
  return element.contains(selection.anchorNode) && element.contains(selection.focusNode)
}

/** For `onCopy`: copies `text` if the selection lies within the element. */
export function copyInstead(event: ClipboardEvent<Element>, text: string): void {
  if (text === '' || !containsSelection(event.currentTarget)) return
  event.clipboardData.setData('text/plain', text)
  event.preventDefault()
}
