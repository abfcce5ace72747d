/** What is above the rows of StreamTable: the search, the choice of statuses, and the choice of columns. */
import { forwardRef, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { countOf } from '../../messages/cached-format.ts'
import { statusEnglish } from '../../messages/english.ts'
import type { AccrualStatus } from '../../money/accrual.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { type PartProps, useJoinedRef, usePart } from '../part/part.tsx'
import { booleanAttribute } from '../stream-view/widget-state.ts'
import { tablePart, useTable } from './stream-table-context.ts'
import type { StreamTableState } from './stream-table-options.ts'

/** A field for a text that rows have to contain. */
export const Search = tablePart('Search', 'input', ({ filter, setFilter, messages }) => ({
  className: 'sg-stream-table__search sg-focusable',
  attributes: {
    type: 'search',
    'aria-label': messages.search,
    placeholder: messages.search,
    value: filter.text,
    autoComplete: 'off',
    spellCheck: false,
    onChange: ({ target }: { readonly target: HTMLInputElement }) =>
      setFilter({ text: target.value }),
  },
}))

/** In the order in which a stream goes through them. */
const statuses: readonly AccrualStatus[] = [
  'pending',
  'streaming',
  'paused',
  'settled',
  'completed',
  'cancelled',
]

/** A button for each status that there is, with how many streams have it. */
export const Statuses = tablePart('Statuses', 'div', ({ messages }) => ({
  className: 'sg-stream-table__statuses',
  attributes: { role: 'group', 'aria-label': messages.statuses },
  children: <StatusButtons />,
}))

function StatusButtons() {
  const { filter, setFilter, counts, messages } = useTable()
  const names = useMessages('status', statusEnglish)
  const { locale } = useLanguage()
  const chosen = new Set(filter.statuses)
  const shown = statuses.filter((status) => counts.has(status) || chosen.has(status))
  const toggle = (status: AccrualStatus) => {
    if (!chosen.delete(status)) chosen.add(status)
    setFilter({ statuses: statuses.filter((each) => chosen.has(each)) })
  }
  return (
    <>
      <button
        type="button"
        className="sg-stream-table__status sg-focusable"
        aria-pressed={chosen.size === 0}
        onClick={() => setFilter({ statuses: [] })}
      >
        {messages.all}
      </button>
      {shown.map((status) => (
        <button
          key={status}
          type="button"
          className="sg-stream-table__status sg-focusable"
          data-status={status}
          aria-pressed={chosen.has(status)}
          onClick={() => toggle(status)}
        >
          {names[status]}{' '}
          <span className="sg-stream-table__count sg-number">
            {countOf(counts.get(status) ?? 0, locale).number}
          </span>
        </button>
      ))}
    </>
  )
}

/** A button that shows which columns there are, each with a checkbox. */
export const Columns = forwardRef<HTMLDivElement, PartProps<'div', StreamTableState>>(
  (props, forwarded) => {
    const { state, messages, allColumns, columns, toggleColumn } = useTable()
    const [isOpen, setIsOpen] = useState(false)
    const root = useRef<HTMLDivElement | null>(null)
    const button = useRef<HTMLButtonElement | null>(null)
    const id = useId()
    useEffect(() => {
      const view = root.current?.ownerDocument
      if (!isOpen || !view) return
      const closeOutside = ({ target }: Event) => {
        if (!root.current?.contains(target as Node)) setIsOpen(false)
      }
      view.addEventListener('pointerdown', closeOutside, true)
      view.addEventListener('focusin', closeOutside)
      return () => {
        view.removeEventListener('pointerdown', closeOutside, true)
        view.removeEventListener('focusin', closeOutside)
      }
    }, [isOpen])
    const visible = new Set(columns.map((column) => column.id))
    return usePart<'div', StreamTableState>(
      'div',
      {
        className: 'sg-stream-table__columns',
        ref: useJoinedRef(root, undefined),
        attributes: {
          'data-open': booleanAttribute(isOpen),
          onKeyDown(event: KeyboardEvent) {
            if (event.key !== 'Escape' || !isOpen) return
            event.stopPropagation()
            setIsOpen(false)
            button.current?.focus()
          },
        },
        children: (
          <>
            <button
              ref={button}
              type="button"
              className="sg-button sg-stream-table__choose"
              aria-expanded={isOpen}
              aria-controls={isOpen ? id : undefined}
              onClick={() => setIsOpen(!isOpen)}
            >
              {messages.columns}
            </button>
            {isOpen && (
              <fieldset id={id} className="sg-stream-table__panel">
                <legend className="sg-visually-hidden">{messages.columns}</legend>
                {allColumns.map((column) => (
                  <label key={column.id} className="sg-stream-table__option">
                    <input
                      type="checkbox"
                      className="sg-table__checkbox sg-focusable"
                      checked={visible.has(column.id)}
                      disabled={visible.size === 1 && visible.has(column.id)}
                      onChange={() => toggleColumn(column.id)}
                    />
                    {column.header}
                  </label>
                ))}
              </fieldset>
            )}
          </>
        ),
      },
      props,
      forwarded,
      state,
    )
  },
)
Columns.displayName = 'StreamTable.Columns'
