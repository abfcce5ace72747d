/** What a person has selected, as far as copying is concerned. Writing beside it: react/text-writing. */

/** Whether something is selected and all of it lies within this element. */
export function holdsSelection(element: Element): boolean {
  const selection = element.ownerDocument.getSelection()
  if (selection === null || selection.isCollapsed) return false
  return element.contains(selection.anchorNode) && element.contains(selection.focusNode)
}
