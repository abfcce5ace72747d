/**
 * What is selected in shadow trees: a document shows a selection in one as an empty one before the element, so that a number
 * would be written over it. Reads the selection of the document together with the shadow trees of mounted elements.
 *
 * Browsers without `getComposedRanges()` (before 2024 to 2025) only report what is selected outside of shadow trees.
 */
import { type SelectedText, selectionReader } from '../react/text-writing.ts'

/** The shadow trees of mounted elements. */
const roots = new Set<ShadowRoot>()

/** Reads selections in this shadow tree as well, until it is called off. */
export function includeSelection(root: ShadowRoot): () => void {
  selectionReader.read = readSelection
  roots.add(root)
  return () => roots.delete(root)
}

function readSelection(owner: Document): SelectedText | null {
  const selection = owner.getSelection()
  // Not `isCollapsed`: it is true for a selection in a shadow tree.
  if (!selection || selection.rangeCount === 0) return null
  const range = rangeOf(selection)
  if (range.collapsed) return null
  const ends = [range.startContainer, range.endContainer]
  return {
    intersects: (element) => intersects(range, element),
    isWithin: (element) => ends.every((node) => element.contains(node)),
  }
}

function rangeOf(selection: Selection): AbstractRange {
  try {
    const [range] = selection.getComposedRanges?.({ shadowRoots: [...roots] }) ?? []
    if (range) return range
  } catch {
    // Safari 17 takes the roots one by one, and is left with what the document reports.
  }
  return selection.getRangeAt(0)
}

/** A boundary as seen from a tree: itself, or the host around it; null where it is outside of the tree. */
function placeIn(tree: Node, node: Node, offset: number): readonly [Node, number] | null {
  const root = node.getRootNode()
  if (root === tree) return [node, offset]
  return root instanceof ShadowRoot ? placeIn(tree, root.host, 0) : null
}

function intersects(selection: AbstractRange, element: Element): boolean {
  const tree = element.getRootNode()
  const start = placeIn(tree, selection.startContainer, selection.startOffset)
  const end = placeIn(tree, selection.endContainer, selection.endOffset)
  if (!start && !end) return tree instanceof ShadowRoot && intersects(selection, tree.host)
  const range = element.ownerDocument.createRange()
  range.selectNodeContents(tree)
  if (start) range.setStart(...start)
  if (end) range.setEnd(...end)
  return range.intersectsNode(element)
}
