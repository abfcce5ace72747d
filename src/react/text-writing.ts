/**
 * Writing text to the page beside React. Knows nothing of numbers, nor of when to write.
 */

const textNode = 3

/**
 * Puts `text` into an element that holds nothing but text. Reuses its text node, because replacing it
 * costs a layout of its own, and leaves the page alone when it reads the same already.
 */
export function writeText(element: Element, text: string): void {
  const node = element.firstChild
  if (node?.nodeType === textNode) {
    if (node.nodeValue !== text) node.nodeValue = text
  } else if (element.textContent !== text) element.textContent = text
}

/** Whether any of the element's text is selected: writing would take the selection away. */
export function isBeingSelected(element: Element): boolean {
  const selection = element.ownerDocument.getSelection()
  // `containsNode` is not free, and hardly ever is anything selected.
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true)
}
