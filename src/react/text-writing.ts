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

/** The text that a user has selected. */
export interface SelectedText {
  /** Whether any of the element's text is selected. */
  intersects(element: Element): boolean
  /** Whether the selection begins and ends in the element. */
  isWithin(element: Element): boolean
}

/** What is selected in each document that was written to; null while nothing is. */
const selected = new WeakMap<Document, SelectedText | null>()

/** Whether any of the element's text is selected: writing would remove the selection. */
export function isBeingSelected(element: Element): boolean {
  const { ownerDocument } = element
  const read = () => selected.set(ownerDocument, selectionReader.read(ownerDocument))
  if (!selected.has(ownerDocument)) {
    read()
    ownerDocument.addEventListener('selectionchange', read)
  }
  return selected.get(ownerDocument)?.intersects(element) ?? false
}

/** How a selection is read. Where widgets are in shadow trees, element/shadow-selection.ts reads it in their place. */
export const selectionReader = {
  /**
   * Asking a Selection makes the browser lay the page out first. Asked before every write of a page
   * full of numbers this is one layout a number (1,000 cards: 170 layouts a frame, 4 frames a second), so
   * it is asked when the selection changes. The range it gives is live and costs nothing to ask.
   */
  read(ownerDocument: Document): SelectedText | null {
    const selection = ownerDocument.getSelection()
    if (!selection || selection.isCollapsed) return null
    const range = selection.getRangeAt(0)
    return {
      intersects: (element) => range.intersectsNode(element),
      isWithin: (element) => element.contains(range.commonAncestorContainer),
    }
  },
}
