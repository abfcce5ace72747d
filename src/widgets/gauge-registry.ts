/** Widgets of rates, times and forecasts, for registry.ts. Not part of the package. */
import { streamAttributes, streamStates, type WidgetEntry } from './widget-entry.ts'

export const gaugeWidgets: readonly WidgetEntry[] = [
  {
    name: 'Runway',
    folder: 'runway',
    hook: 'useRunway',
    parts: ['Root', 'Label', 'Value', 'Detail', 'Action', 'Message'],
    className: 'sg-runway',
    attributes: streamAttributes,
    stories: 'runway.stories.tsx',
    states: [
      ...streamStates,
      'Stale',
      'Offline',
      'OfAnAccount',
      'OfAnAccountCritical',
      'NothingRunsOut',
      'NoStreams',
      'WithAction',
      'Lengths',
    ],
  },
  {
    name: 'FlowRate',
    folder: 'flow-rate',
    hook: 'useFlowRate',
    parts: ['Root', 'Direction', 'Value', 'Note', 'Message'],
    className: 'sg-rate',
    attributes: [
      ...streamAttributes,
      {
        name: 'data-per',
        values: ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'],
        meaning: 'The period that the rate is shown for. Absent unless the phase is ready.',
      },
    ],
    stories: 'flow-rate.stories.tsx',
    states: [...streamStates, 'Stale', 'Offline', 'Periods', 'Automatic', 'Exact', 'LongAmounts'],
  },
]
