/**
 * Writes text to the DOM without React. Independent of numbers and of when to write.
 */

const textNode = 3

/**
 * Writes `text` into an element that contains only text. Reuses its text node, because replacing it costs
 * a layout of its own, and writes nothing if the text is the same.
 */
export function writeText(element: Element, text: string): void {
  const node = element.firstChild
  if (node?.nodeType === textNode) {
    if (node.nodeValue !== text) node.nodeValue = text
  } else if (element.textContent !== text) element.textContent = text
}

/**
 * The integer digits with a line break opportunity after each group, if there are more of them than fit on
 * one line of a phone. Without it, a line could only break inside a group.
 */
export function breakable(integer: string): string {
  return integer.length < 16 ? integer : integer.replace(/(\p{Nd}\P{Nd})(?=\p{Nd})/gu, '$1\u200b')
}

/** The selection of each document that was written to; null while nothing is selected. */
const selected = new WeakMap<Document, Range | null>()

/** Whether any of the element's text is selected: writing would remove the selection. */
export function isBeingSelected(element: Element): boolean {
  const { ownerDocument } = element
  if (!selected.has(ownerDocument)) {
    selected.set(ownerDocument, readSelection(ownerDocument))
    ownerDocument.addEventListener('selectionchange', () => {
      selected.set(ownerDocument, readSelection(ownerDocument))
    })
  }
  return selected.get(ownerDocument)?.intersectsNode(element) ?? false
}

/**
 * Asking a Selection makes the browser lay the page out first. Asked before every write of a page
 * full of numbers this is one layout a number (1,000 cards: 170 layouts a frame, 4 frames a second), so
 * it is asked when the selection changes. The range it gives is live and costs nothing to ask.
 */
function readSelection(ownerDocument: Document): Range | null {
  const selection = ownerDocument.getSelection()
  return !selection || selection.isCollapsed ? null : selection.getRangeAt(0)
}
