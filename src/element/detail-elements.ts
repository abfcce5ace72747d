/** The elements that show one payment stream in detail. A part of elements.ts. */
import { nameOf, streamProperties } from './common-properties.ts'
import type { ElementEntry } from './element-entry.ts'
import { flag, json, number, optionalChoice, programmed, text } from './property.ts'

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
} as const satisfies Readonly<Record<string, ElementEntry>>
