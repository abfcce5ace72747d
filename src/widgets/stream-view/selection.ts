/** The user's text selection, for copying. Writing around it: react/text-writing. */

/** Whether there is a selection and it lies within this element. */
export function containsSelection(element: Element): boolean {
  const selection = element.ownerDocument.getSelection()
  if (selection === null || selection.isCollapsed) return false
  return element.contains(selection.anchorNode) && element.contains(selection.focusNode)
}
