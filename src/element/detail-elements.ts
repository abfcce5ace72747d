/** The elements that show one payment stream in detail, or many as a table. A part of elements.ts. */
import { columnNames } from '../widgets/stream-table/table-columns.ts'
import {
  accountProperties,
  commonProperties,
  nameOf,
  streamProperties,
} from './common-properties.ts'
import type { ElementEntry } from './element-entry.ts'
import {
  choice,
  flag,
  json,
  number,
  optionalChoice,
  programmed,
  sorting,
  text,
  words,
} from './property.ts'

const transactionUrl = programmed<(txHash: string) => string | undefined>(
  'Where an explorer shows a transaction. Default: nowhere, and there is no link.',
  'a function of the hash of the transaction',
)
const pageSize = number('How many earlier events are loaded at a time. Default 20.', { least: 1 })

/** By tag. */
export const detailElements = {
  'sg-stream-detail': {
    widget: 'StreamDetail',
    display: 'block',
    part: 'detail',
    properties: {
      ...streamProperties,
      nameOf,
      pageSize,
      transactionUrl,
      hideTimeline: flag('Leaves the timeline out.'),
    },
  },
  'sg-amount-inspector': {
    widget: 'AmountInspector',
    display: 'inline',
    part: 'detail',
    properties: {
      ...streamProperties,
      kind: optionalChoice('Which balance of the stream it explains. Default: that of a card.', [
        'withdrawable',
        'streamed',
        'remaining',
        'withdrawn',
      ]),
    },
  },
  'sg-sparkline': {
    widget: 'Sparkline',
    display: 'block',
    part: 'charts',
    data: ['stream', 'values'],
    properties: {
      ...streamProperties,
      values: json<readonly number[]>('Numbers in place of a stream, oldest first.'),
      label: text('What the numbers are, for screen readers.'),
      format: json<Intl.NumberFormatOptions>(
        'How the numbers are written: the options of `Intl.NumberFormat`.',
      ),
      kind: optionalChoice(
        'Which balance of a stream. Default: `remaining` for money that leaves the account.',
        ['streamed', 'remaining'],
      ),
    },
  },
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
