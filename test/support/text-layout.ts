/**
 * Finds text that a reader cannot see whole: cut off by an element around it, outside of the container, or
 * under other text. For tests of narrow screens and of spacing that users set themselves.
 */

/** The spacing that WCAG 1.4.12 asks pages to bear. */
export const userTextSpacing = `
  * {
    line-height: 1.5 !important;
    letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important;
  }
  p {
    margin-block-end: 2em !important;
  }`

interface Piece {
  readonly text: string
  readonly box: DOMRect
}

/** What is wrong with the texts in a container, one sentence for each; empty when all can be read. */
export function unreadableTexts(container: HTMLElement): readonly string[] {
  const frame = container.getBoundingClientRect()
  const pieces: Piece[] = []
  const problems: string[] = []
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    if (!element || !node.textContent?.trim() || !isShown(element)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const text = node.textContent.trim()
    for (const box of range.getClientRects()) {
      if (box.width < 1 || isScrolledAway(element, box, container)) continue
      if (box.right > frame.right + 1 || box.left < frame.left - 1) {
        problems.push(`“${text}” is outside of the container.`)
      }
      const clip = clippingAncestor(element, box, container)
      if (clip) problems.push(`“${text}” is cut off by .${clip.className}.`)
      // Under a row that sticks to an edge, and outside of what scrolls, is what can be scrolled to.
      if (isSticky(element)) continue
      for (const other of pieces) {
        if (overlaps(box, other.box)) problems.push(`“${text}” is over “${other.text}”.`)
      }
      pieces.push({ text, box })
    }
  }
  return [...new Set(problems)]
}

function isShown(element: Element): boolean {
  return (
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !element.closest('option') &&
    // The text under a placeholder, which gives it its size.
    !getComputedStyle(element).color.endsWith(', 0)') &&
    !isVisuallyHidden(element)
  )
}

/** Hidden by a size of one pixel, for assistive technology only. */
function isVisuallyHidden(element: Element | null): boolean {
  if (!element) return false
  const { width, height } = element.getBoundingClientRect()
  const isDot = width > 0 && width <= 1 && height <= 1
  return isDot || isVisuallyHidden(element.parentElement)
}

function isSticky(element: Element | null): boolean {
  if (!element) return false
  return getComputedStyle(element).position === 'sticky' || isSticky(element.parentElement)
}

/** Outside of the visible part of an element that scrolls, where a reader brings it into view. */
function isScrolledAway(element: Element, box: DOMRect, container: Element): boolean {
  for (let at = element.parentElement; at && at !== container; at = at.parentElement) {
    if (!/auto|scroll/.test(getComputedStyle(at).overflowY)) continue
    const outer = at.getBoundingClientRect()
    if (box.top >= outer.bottom || box.bottom <= outer.top) return true
  }
  return false
}

/** An element that hides part of the box and does not scroll. */
function clippingAncestor(element: Element, box: DOMRect, container: Element): Element | null {
  for (let at: Element | null = element; at && at !== container; at = at.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(at)
    const outer = at.getBoundingClientRect()
    const isCutX =
      /hidden|clip/.test(overflowX) && (box.right > outer.right + 1 || box.left < outer.left - 1)
    const isCutY =
      /hidden|clip/.test(overflowY) && (box.bottom > outer.bottom + 1 || box.top < outer.top - 1)
    if (isCutX || isCutY) return at
    if (/auto|scroll/.test(overflowX + overflowY)) return null
  }
  return null
}

/** Of lines that touch, the boxes of the fonts overlap by a few pixels, without any letter doing so. */
function overlaps(a: DOMRect, b: DOMRect): boolean {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  return width > 1 && height > Math.min(a.height, b.height) / 3
}
