/**
 * The rows of a long table that are on screen. Their heights come from a `ResizeObserver`, after the layout of the frame: to
 * read that of a new row would lay out the page in the middle of a commit.
 */
import {
  type Range,
  type ReactVirtualizer,
  useVirtualizer,
  type Virtualizer,
} from '@tanstack/react-virtual'
import { useCallback, useRef } from 'react'

const regularRowPx = 44
/** What is rendered before there is an element to measure, as on a server: the rows of a usual screen. */
const initialRect = { width: 0, height: 800 }

/** Which rows there are. */
export interface VirtualRowsOptions {
  readonly count: number
  /** False: all rows are in the page. */
  readonly isVirtual: boolean
  readonly scroller: HTMLDivElement | null
  /** The same function until rows have other places: another one makes the virtualizer look at every row again. */
  readonly keyAt: (index: number) => string | number
  /** Which rows are rendered. Default: those on screen, and some around them. */
  readonly rangeExtractor?: ((range: Range) => number[]) | undefined
}

type RowVirtualizer = ReactVirtualizer<HTMLDivElement, HTMLTableRowElement>

/** What {@link useVirtualRows} returns. */
export interface VirtualRows {
  readonly virtualizer: RowVirtualizer
  /** The ref of every row, which needs its index in `data-index`. */
  readonly measure: (element: HTMLTableRowElement | null) => void
  /** How high a row is. */
  rowPx(): number
}

/** The rows on screen. */
export function useVirtualRows(options: VirtualRowsOptions): VirtualRows {
  const { count, isVirtual, scroller, keyAt, rangeExtractor } = options
  const known = useRef<number | null>(null)
  const heights = useRef(new WeakMap<Element, number>())
  const changes = useRef(0)
  const isFirst = useRef(true)
  const rowPx = () => known.current ?? regularRowPx

  /** Rows of another density, or cards: what is not measured yet is as high as what is. One row of many decides nothing. */
  function noteChange(instance: Virtualizer<HTMLDivElement, HTMLTableRowElement>): void {
    changes.current += 1
    if (changes.current > 1) return
    // After all changes of this frame.
    queueMicrotask(() => {
      const rows = [...instance.elementsCache.values()].filter((row) => row.isConnected)
      const isMost = changes.current * 2 > rows.length
      changes.current = 0
      const measured = rows.flatMap((row) => heights.current.get(row) ?? [])
      if (!isMost || measured.length === 0) return
      known.current = Math.round(measured.reduce((sum, height) => sum + height) / measured.length)
      instance.measure()
      // It has forgotten those on screen as well, which are not reported again.
      for (const row of rows) {
        const height = heights.current.get(row)
        const key = instance.options.getItemKey(Number(row.dataset['index']))
        if (height !== undefined) instance.itemSizeCache.set(key, height)
      }
    })
  }

  const virtualizer = useVirtualizer<HTMLDivElement, HTMLTableRowElement>({
    count,
    enabled: isVirtual,
    getScrollElement: () => scroller,
    estimateSize: rowPx,
    getItemKey: keyAt,
    measureElement(element, entry, instance: Virtualizer<HTMLDivElement, HTMLTableRowElement>) {
      const { index } = element.dataset
      const height = Math.round(entry?.borderBoxSize[0]?.blockSize ?? 0)
      if (height === 0) return instance.itemSizeCache.get(keyAt(Number(index))) ?? rowPx()
      // Later ones that are new may differ: they are not what the others are like.
      const before = heights.current.get(element) ?? (isFirst.current ? rowPx() : height)
      if (isFirst.current) {
        queueMicrotask(() => {
          isFirst.current = false
        })
      }
      heights.current.set(element, height)
      if (Math.abs(height - before) >= 4) noteChange(instance)
      return height
    },
    overscan: 8,
    initialRect,
    useFlushSync: false,
    ...(rangeExtractor && { rangeExtractor }),
  })
  const { measureElement } = virtualizer
  const measure = useCallback(
    (element: HTMLTableRowElement | null) => {
      if (element && known.current === null) {
        // The first one of all decides how many are on screen, before there is anything to be seen.
        known.current = element.offsetHeight || null
        if (known.current !== null && known.current !== regularRowPx) virtualizer.measure()
      }
      measureElement(element)
    },
    [measureElement, virtualizer],
  )
  return { virtualizer, measure, rowPx }
}
