/** The controls that sort a table: the button in a header, and the select that replaces these buttons in narrow tables. */
import type { TableMessages } from '../../messages/dashboard-messages.ts'
import { Glyph } from '../glyph/glyph.tsx'
import type { TableSort } from './columns.ts'

/** The name of a column, which sorts by it when it is pressed. */
export function SortButton(props: {
  readonly header: string
  readonly direction: TableSort['direction'] | 'none'
  readonly onClick: () => void
}) {
  const { header, direction, onClick } = props
  return (
    <button type="button" className="sg-table__sort sg-focusable" onClick={onClick}>
      {header}
      <Glyph name={direction === 'none' ? 'sort' : direction === 'ascending' ? 'up' : 'down'} />
    </button>
  )
}

const directions = ['ascending', 'descending'] as const

/** What a `select` needs to choose the order of a table. */
export function sortChoice(options: {
  /** Those that can be sorted by. */
  readonly columns: readonly { readonly id: string; readonly header: string }[]
  readonly sort: TableSort | null
  readonly setSort: (sort: TableSort | null) => void
  readonly messages: Pick<TableMessages, 'sortBy' | 'unsorted' | 'ascending' | 'descending'>
}) {
  const { columns, sort, setSort, messages } = options
  return {
    className: 'sg-table__choice sg-focusable',
    attributes: {
      'aria-label': messages.sortBy,
      value: sort ? `${sort.direction} ${sort.column}` : '',
      onChange({ target }: { readonly target: HTMLSelectElement }) {
        const [direction, ...id] = target.value.split(' ')
        const isSorted = direction === 'ascending' || direction === 'descending'
        setSort(isSorted ? { column: id.join(' '), direction } : null)
      },
    },
    children: (
      <>
        <option value="">{messages.unsorted}</option>
        {columns.flatMap(({ id, header }) =>
          directions.map((direction) => (
            <option key={`${direction} ${id}`} value={`${direction} ${id}`}>
              {messages[direction]({ column: header })}
            </option>
          )),
        )}
      </>
    ),
  }
}
