/** The entries of StreamDetail and what it is made of: a part of registry.ts. Not part of the package. */
import { freshness, type WidgetAttribute, type WidgetEntry } from './widget-entry.ts'

/**
 * @param streamAttributes those of every widget of one payment stream
 * @param streamStates the states of a payment stream
 */
export const detailWidgets = (
  streamAttributes: readonly WidgetAttribute[],
  streamStates: readonly string[],
): readonly WidgetEntry[] => [
  {
    name: 'StreamTimeline',
    folder: 'stream-timeline',
    hook: 'useStreamTimeline',
    parts: [
      'Root',
      'List',
      'Note',
      'Earlier',
      'Entry',
      'Icon',
      'Title',
      'Amount',
      'Detail',
      'Time',
      'Ago',
      'Transaction',
    ],
    className: 'sg-timeline',
    attributes: [
      {
        name: 'data-phase',
        values: ['idle', 'loading', 'ready', 'empty', 'error'],
        meaning:
          'Whether there is something to show: there is no source, not yet, yes, nothing, or not loaded.',
      },
      freshness,
      {
        name: 'data-end',
        values: ['earlier', 'start', 'trimmed', 'live'],
        meaning:
          'What is after the last event: earlier ones, nothing, events that the server no longer has, or that it never sends.',
      },
      { name: 'data-failed', values: [''], meaning: 'The last request for events failed.' },
    ],
    stories: 'stream-timeline.stories.tsx',
    states: [
      'Ready',
      'Earlier',
      'LoadingEarlier',
      'EarlierFailed',
      'Trimmed',
      'WithGap',
      'Filling',
      'WithReset',
      'Stale',
      'Offline',
      'Loading',
      'Idle',
      'Empty',
      'Failed',
      'GivenEvents',
      'LongAmounts',
    ],
  },
  {
    name: 'AmountInspector',
    folder: 'amount-inspector',
    hook: 'useAmountInspector',
    parts: [
      'Root',
      'Trigger',
      'Panel',
      'Content',
      'Title',
      'Close',
      'Amount',
      'Steps',
      'Note',
      'Inputs',
      'Facts',
    ],
    className: 'sg-inspector',
    attributes: [
      ...streamAttributes,
      {
        name: 'data-kind',
        values: ['streamed', 'withdrawable', 'remaining', 'withdrawn'],
        meaning: 'Which balance of the stream.',
      },
    ],
    stories: 'amount-inspector.stories.tsx',
    states: [...streamStates, 'Stale', 'Offline', 'Kinds', 'ClockOffset', 'LongAmounts', 'Button'],
  },
  {
    name: 'StreamDetail',
    folder: 'stream-detail',
    hook: 'useStreamDetail',
    parts: ['Root', 'Main', 'Side', 'Terms'],
    className: 'sg-detail',
    attributes: streamAttributes,
    stories: 'stream-detail.stories.tsx',
    states: [...streamStates, 'Stale', 'Offline', 'WithActions', 'LongAmounts'],
  },
]
