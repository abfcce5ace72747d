/**
 * The keyboard of a table, as of the grid pattern of ARIA: one row, or one cell of it, is in the tab order, and arrow keys move
 * on from there, also to rows that are not on screen.
 *
 * G1 Up, down, page up and page down move by rows; with Ctrl, Home and End move to the first and the last one.
 * G2 The arrow towards the end of the line moves from a row into its cells, that towards its start back to the row.
 * G3 The row with the focus stays in the page while it is scrolled away.
 * G4 Keys that are pressed in a control inside a cell are left to it; Escape moves from there to the cell.
 */
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { StreamRecord } from '../../react/stream-records.ts'

/** Which row, and which of its cells; -1 is the row itself. */
export interface GridPosition {
  /** The key of the row; null: the first one. */
  readonly key: string | null
  readonly cell: number
}

/** What {@link useGridFocus} returns. */
export interface GridFocus {
  readonly position: GridPosition
  /** The index of the row in the tab order. */
  readonly activeIndex: number
  /** Whether the focus is in the rows. */
  readonly isInside: boolean
  /** Moves the focus to a row or cell, wherever it is. */
  moveTo(index: number, cell: number): void
  /** For the element around the rows. */
  readonly handlers: {
    onKeyDown(event: KeyboardEvent<HTMLElement>): void
    onFocus(event: { readonly target: EventTarget }): void
    onBlur(event: { readonly currentTarget: Element; readonly relatedTarget: unknown }): void
  }
  /** Sets how to scroll to a row, and how many there are on a screen. */
  readonly setScrolling: (scrolling: GridScrolling) => void
  /** For an effect after rows have been rendered: gives the focus to the row that was moved to. */
  readonly settle: (body: HTMLElement | null) => void
  /** Leads from the first row to the headers. */
  readonly headRef: { current: HTMLElement | null }
}

export interface GridScrolling {
  scrollTo(index: number): void
  rowsOnScreen(): number
}

const noScrolling: GridScrolling = { scrollTo() {}, rowsOnScreen: () => 10 }

/** Controls that use arrow keys or Enter themselves. */
const controls = 'a[href],button,input,select,textarea,summary,[contenteditable]'

/** @param rows those that are shown, and @param cellCount how many columns */
export function useGridFocus(
  rows: readonly StreamRecord[],
  cellCount: number,
  open: ((row: StreamRecord) => void) | undefined,
): GridFocus {
  const [position, setPosition] = useState<GridPosition>({ key: null, cell: -1 })
  const [isInside, setIsInside] = useState(false)
  const scrolling = useRef(noScrolling)
  const wanted = useRef<GridPosition | null>(null)
  const headRef = useRef<HTMLElement | null>(null)
  const found = useMemo(
    () => (position.key === null ? 0 : rows.findIndex(({ key }) => key === position.key)),
    [rows, position],
  )
  const activeIndex = Math.max(0, found)
  const latest = useRef({ rows, cellCount, open, position, activeIndex })
  useEffect(() => {
    latest.current = { rows, cellCount, open, position, activeIndex }
  })

  const moveTo = useCallback((index: number, cell: number) => {
    const { rows: all, cellCount: count } = latest.current
    const row = all[Math.min(Math.max(index, 0), all.length - 1)]
    if (!row) return
    const next = { key: row.key, cell: Math.min(Math.max(cell, -1), count - 1) }
    wanted.current = next
    // Another object, so that it renders even if the focus has only been scrolled away.
    setPosition(next)
    scrolling.current.scrollTo(all.indexOf(row))
  }, [])

  const handlers = useMemo<GridFocus['handlers']>(
    () => ({
      onKeyDown(event) {
        const { target, currentTarget } = event
        const control = (target as Element).closest(controls)
        const place = placeOf(target as Element)
        if (control && currentTarget.contains(control)) {
          // G4
          if (event.key !== 'Escape' || !place) return
          event.preventDefault()
          place.element.focus()
          return
        }
        const { rows: all, open: openRow, activeIndex: index, position: at } = latest.current
        if (event.altKey || event.metaKey) return
        if (event.key === 'Enter') {
          const row = all[index]
          if (!openRow || !row) return
          event.preventDefault()
          openRow(row)
          return
        }
        const isRtl = getComputedStyle(currentTarget).direction === 'rtl'
        const forward = isRtl ? 'ArrowLeft' : 'ArrowRight'
        const back = isRtl ? 'ArrowRight' : 'ArrowLeft'
        const page = scrolling.current.rowsOnScreen()
        const { cellCount: count } = latest.current
        const moves: Readonly<Record<string, readonly [row: number, cell: number]>> = {
          ArrowDown: [index + 1, at.cell],
          ArrowUp: [index - 1, at.cell],
          PageDown: [index + page, at.cell],
          PageUp: [index - page, at.cell],
          [forward]: [index, at.cell + 1],
          [back]: [index, at.cell - 1],
          Home: event.ctrlKey || at.cell === -1 ? [0, at.cell] : [index, 0],
          End: event.ctrlKey || at.cell === -1 ? [all.length - 1, at.cell] : [index, count - 1],
        }
        const move = moves[event.key]
        if (!move) return
        event.preventDefault()
        if (event.key === 'ArrowUp' && index === 0) focusHeader(headRef.current, at.cell)
        else moveTo(...move)
      },
      onFocus({ target }) {
        setIsInside(true)
        const place = placeOf(target as Element)
        if (!place) return
        const { position: at } = latest.current
        if (at.key !== place.key || at.cell !== place.cell) {
          setPosition({ key: place.key, cell: place.cell })
        }
      },
      onBlur({ currentTarget, relatedTarget }) {
        if (currentTarget.contains(relatedTarget as Node | null)) return
        setIsInside(false)
        wanted.current = null
      },
    }),
    [moveTo],
  )

  return {
    position,
    activeIndex,
    isInside,
    moveTo,
    handlers,
    headRef,
    setScrolling: useCallback((next: GridScrolling) => {
      scrolling.current = next
    }, []),
    settle: useCallback((body: HTMLElement | null) => {
      const { current: next } = wanted
      if (!next || !body) return
      const row = [...body.children].find(
        (element) => (element as HTMLElement).dataset['key'] === next.key,
      )
      const element = next.cell === -1 ? row : row?.children[next.cell]
      if (!element) return
      wanted.current = null
      ;(element as HTMLElement).focus({ preventScroll: true })
    }, []),
  }
}

/** The row and cell that an element is in. */
function placeOf(element: Element) {
  const row = element.closest<HTMLElement>('[role="row"]')
  const key = row?.dataset['key']
  if (!row || key === undefined) return null
  const cell = [...row.children].findIndex((child) => child.contains(element))
  return {
    key,
    cell: element === row ? -1 : cell,
    element: (row.children[cell] ?? row) as HTMLElement,
  }
}

/** The header of that column, or the nearest one that has a button. */
function focusHeader(head: HTMLElement | null, cell: number): void {
  const buttons = head ? [...head.querySelectorAll('button')] : []
  const header = head?.querySelectorAll('[role="columnheader"]')[Math.max(cell, 0)]
  const button = buttons.find((each) => header?.contains(each)) ?? buttons[0]
  button?.focus()
}
