/**
 * Every widget there is: what it is made of, which states it can be in, and where its stories are.
 * Suites iterate over this list; a widget that is not in it does not exist. Not part of the package.
 */

/** A documented attribute of a widget's root. */
export interface WidgetAttribute {
  readonly name: `data-${string}`
  /** Every value it can have; `['']` for an attribute that is there or not. */
  readonly values: readonly string[]
  readonly meaning: string
}

/** One widget. */
export interface WidgetEntry {
  /** Its public name, which is also the prefix of its parts. */
  readonly name: string
  /** Folder in src/widgets. */
  readonly folder: string
  /** The headless hook. */
  readonly hook: string
  /** `X.Part` for every part; empty for a widget of a single node. */
  readonly parts: readonly string[]
  /** Class of its root. */
  readonly className: `sg-${string}`
  readonly attributes: readonly WidgetAttribute[]
  /** File in stories/. */
  readonly stories: string
  /** The exports of that file, one for every state. */
  readonly states: readonly string[]
}

const freshness: WidgetAttribute = {
  name: 'data-freshness',
  values: ['live', 'stale', 'offline'],
  meaning: 'How far what is shown can be trusted to be current.',
}

const streamAttributes: readonly WidgetAttribute[] = [
  {
    name: 'data-status',
    values: ['pending', 'streaming', 'paused', 'settled', 'completed', 'cancelled'],
    meaning: 'How the payment stream stands. Absent unless the phase is ready.',
  },
  {
    name: 'data-direction',
    values: ['incoming', 'outgoing', 'net'],
    meaning: 'Which way the money goes for the person who looks. Absent while nobody said who.',
  },
  {
    name: 'data-phase',
    values: ['loading', 'ready', 'empty', 'error'],
    meaning: 'Whether there is something to show: not yet, yes, nothing, or nothing that can be.',
  },
  freshness,
  { name: 'data-critical', values: [''], meaning: 'The deposit runs out soon.' },
  { name: 'data-ticking', values: [''], meaning: 'Figures are moving by themselves right now.' },
]

const streamStates = [
  'Pending',
  'Streaming',
  'Critical',
  'Paused',
  'Settled',
  'Completed',
  'Cancelled',
  'Loading',
  'NotFound',
  'UnknownToken',
] as const

export const widgets: readonly WidgetEntry[] = [
  {
    name: 'FlowingBalance',
    folder: 'flowing-balance',
    hook: 'useFlowingBalance',
    parts: ['Root', 'Value', 'Integer', 'Fraction', 'Fast', 'Symbol', 'Sentence', 'Note'],
    className: 'sg-balance',
    attributes: [
      ...streamAttributes,
      {
        name: 'data-kind',
        values: ['streamed', 'withdrawable', 'remaining', 'withdrawn'],
        meaning: 'Which figure of the stream.',
      },
      { name: 'data-size', values: ['text', 'hero'], meaning: 'As the `size` of the styled one.' },
      {
        name: 'data-align',
        values: ['start', 'end'],
        meaning: 'As the `align` of the styled one.',
      },
    ],
    stories: 'flowing-balance.stories.tsx',
    states: [...streamStates, 'Stale', 'Offline', 'Kinds', 'Digits', 'Locales', 'Sizes'],
  },
  {
    name: 'StreamProgress',
    folder: 'stream-progress',
    hook: 'useStreamProgress',
    parts: ['Root', 'Channel', 'Water', 'Withdrawn', 'Staff', 'Percent'],
    className: 'sg-progress',
    attributes: streamAttributes,
    stories: 'stream-progress.stories.tsx',
    states: [...streamStates, 'Stale', 'Offline', 'Levels'],
  },
  {
    name: 'StreamStatusBadge',
    folder: 'stream-status-badge',
    hook: 'useStreamStatus',
    parts: ['Root', 'Icon', 'Label'],
    className: 'sg-status',
    attributes: streamAttributes,
    stories: 'stream-status-badge.stories.tsx',
    states: [...streamStates],
  },
  {
    name: 'StreamCard',
    folder: 'stream-card',
    hook: 'useStreamCard',
    parts: [
      'Root',
      'Header',
      'Direction',
      'Title',
      'Subtitle',
      'Figure',
      'Label',
      'Pace',
      'Footer',
      'Whole',
      'Outlook',
      'Actions',
    ],
    className: 'sg-card',
    attributes: streamAttributes,
    stories: 'stream-card.stories.tsx',
    states: [...streamStates, 'Outgoing', 'Stale', 'Offline', 'WithActions', 'Grid'],
  },
  {
    name: 'ActivityFeed',
    folder: 'activity-feed',
    hook: 'useActivityFeed',
    parts: ['Root', 'List', 'New', 'Empty', 'Entry', 'Icon', 'Title', 'Amount', 'Detail', 'Time'],
    className: 'sg-feed',
    attributes: [
      {
        name: 'data-phase',
        values: ['loading', 'ready', 'empty'],
        meaning: 'Whether there is something to show.',
      },
      freshness,
      { name: 'data-held', values: [''], meaning: 'Somebody is reading: new entries wait.' },
    ],
    stories: 'activity-feed.stories.tsx',
    states: ['Ready', 'Loading', 'Empty', 'WithGap', 'WithReset', 'NewWaiting'],
  },
  {
    name: 'ConnectionBadge',
    folder: 'connection-badge',
    hook: 'useConnectionBadge',
    parts: ['Root', 'Sign', 'Label', 'Detail', 'Retry'],
    className: 'sg-connection',
    attributes: [
      {
        name: 'data-condition',
        values: [
          'none',
          'idle',
          'connecting',
          'syncing',
          'live',
          'stale',
          'reconnecting',
          'offline',
          'paused',
          'signed-out',
          'failed',
          'closed',
        ],
        meaning: 'What the connection means to a person.',
      },
      freshness,
      { name: 'data-retry', values: [''], meaning: 'The next attempt can be asked for.' },
    ],
    stories: 'connection-badge.stories.tsx',
    states: [
      'None',
      'Idle',
      'Connecting',
      'Syncing',
      'Live',
      'Stale',
      'Reconnecting',
      'Offline',
      'Paused',
      'SignedOut',
      'Failed',
      'Closed',
    ],
  },
  {
    name: 'Announcer',
    folder: 'announcer',
    hook: 'useAnnouncements',
    parts: [],
    className: 'sg-announcer',
    attributes: [],
    stories: 'announcer.stories.tsx',
    states: ['Gathered'],
  },
]
