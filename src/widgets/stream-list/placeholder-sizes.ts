/**
 * How high groups are that were not painted yet, so that nothing moves while a list is scrolled. The first group is
 * always painted: from its height and its columns follow those of the others.
 */

/**
 * Sets the heights of all groups in `list` but the first. A group that was painted keeps the height that it had.
 */
export function reservePlaceholders(list: Element): void {
  const [first, ...rest] = list.children as Iterable<HTMLElement>
  const view = list.ownerDocument.defaultView
  if (!first || rest.length === 0 || !view) return
  const style = view.getComputedStyle(first)
  const columns = style.display === 'grid' ? style.gridTemplateColumns.split(' ').length : 1
  const gap = Number.parseFloat(style.rowGap) || 0
  const rowsOf = (group: Element) => Math.ceil(group.childElementCount / columns)
  const padding = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom)
  const height = first.getBoundingClientRect().height - padding
  // Hidden, or without styles.
  if (!(height > 0)) return
  const row = (height + gap) / rowsOf(first)
  for (const group of rest) {
    group.style.containIntrinsicBlockSize = `auto ${rowsOf(group) * row - gap}px`
  }
}

/** Lets browsers forget the heights that groups had in another width, as far as they are not painted now. */
function forgetPainted(list: Element): void {
  const skipped = ([...list.children] as HTMLElement[]).filter(
    ({ firstElementChild: item }) =>
      item?.checkVisibility?.({ contentVisibilityAuto: true }) === false,
  )
  const forget = (isForgotten: boolean) => {
    for (const { style } of skipped) {
      style.contentVisibility = isForgotten ? 'hidden' : ''
      style.containIntrinsicBlockSize = '0px'
    }
    // The styles have to take effect.
    list.getBoundingClientRect()
  }
  // While content-visibility is auto they remember, whatever contain-intrinsic-size says.
  forget(true)
  forget(false)
}

/** Follows the size of the first group of `list` until cancelled. */
export function followPlaceholders(list: Element): () => void {
  const view = list.ownerDocument.defaultView
  if (!view || typeof view.ResizeObserver !== 'function') return () => {}
  let width = list.clientWidth
  const observer = new view.ResizeObserver(() => {
    if (list.clientWidth !== width) forgetPainted(list)
    width = list.clientWidth
    reservePlaceholders(list)
  })
  observer.observe(list.firstElementChild ?? list)
  return () => observer.disconnect()
}
