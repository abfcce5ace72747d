/** The element that shows many payment streams as a table. A part of elements.ts. */
import { columnNames } from '../widgets/stream-table/table-columns.ts'
import { accountProperties, commonProperties, nameOf } from './common-properties.ts'
import type { ElementEntry } from './element-entry.ts'
import { choice, flag, sorting, text, words } from './property.ts'

/** By tag. */
export const tableElements = {
  'sg-stream-table': {
    widget: 'StreamTable',
    display: 'block',
    part: 'table',
    properties: {
      ...commonProperties,
      streams: accountProperties.streams,
      columns: words('All columns that users can choose from, in their order.', columnNames),
      defaultVisibleColumns: words(
        'Columns that are shown at first. Default: the first six of all.',
        columnNames,
      ),
      defaultSort: sorting('By what it is sorted at first. Default: the order of the streams.'),
      per: choice(
        'The period of the rates.',
        ['second', 'hour', 'day', 'week', 'month', 'year'],
        'day',
      ),
      heading: text('A heading above the table. Default: none.'),
      label: text('The name of the table, for screen readers.'),
      emptyText: text('What to say while there are no streams.'),
      nameOf,
      openable: flag('Rows can be opened: the event `sg-open` has the stream.'),
      hideTools: flag('Leaves out search, statuses and the choice of columns.'),
      hideTotals: flag('Leaves out the totals.'),
    },
  },
} as const satisfies Readonly<Record<string, ElementEntry>>
