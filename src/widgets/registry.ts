/**
 * Every widget: its parts, states, attributes and stories. Test suites iterate over this list. Not part of
 * the package.
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
  meaning: 'Whether what is shown is up to date.',
}

const streamAttributes: readonly WidgetAttribute[] = [
  {
    name: 'data-status',
    values: ['pending', 'streaming', 'paused', 'settled', 'completed', 'cancelled'],
    meaning: 'The status of the payment stream. Absent unless the phase is ready.',
  },
  {
    name: 'data-direction',
    values: ['incoming', 'outgoing', 'net'],
    meaning: 'Direction of the money for the provider’s account. Absent without an account.',
  },
  {
    name: 'data-phase',
    values: ['loading', 'ready', 'empty', 'error'],
    meaning:
      'Whether there is something to show: not yet, yes, no such stream, or not as asked; `idle`: an activity feed that has nothing to follow.',
  },
  freshness,
  { name: 'data-ends-soon', values: [''], meaning: 'The deposit runs out soon.' },
  { name: 'data-critical', values: [''], meaning: 'The deposit is about to run out.' },
  { name: 'data-ticking', values: [''], meaning: 'The balances change with time right now.' },
]

const accountAttributes: readonly WidgetAttribute[] = streamAttributes.map((attribute) =>
  attribute.name === 'data-status'
    ? {
        ...attribute,
        values: attribute.values.filter((value) => value !== 'cancelled'),
      }
    : attribute,
)

const listPhase: WidgetAttribute = {
  name: 'data-phase',
  values: ['loading', 'ready', 'empty', 'error'],
  meaning: 'Whether there is something to show.',
}

const streamStates = [
  'Pending',
  'Streaming',
  'EndsSoon',
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
        meaning: 'Which balance of the stream.',
      },
      { name: 'data-size', values: ['text', 'hero'], meaning: 'The prop `size`.' },
      {
        name: 'data-align',
        values: ['start', 'end'],
        meaning: 'The prop `align`.',
      },
    ],
    stories: 'flowing-balance.stories.tsx',
    states: [...streamStates, 'Stale', 'Offline', 'Kinds', 'Digits', 'Locales', 'Sizes'],
  },
  {
    name: 'StreamProgress',
    folder: 'stream-progress',
    hook: 'useStreamProgress',
    parts: ['Root', 'Track', 'Streamed', 'Withdrawn', 'Scale', 'Percent', 'Message'],
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
      'Body',
      'Label',
      'Rate',
      'Message',
      'Footer',
      'Deposit',
      'Schedule',
      'Actions',
    ],
    className: 'sg-card',
    attributes: streamAttributes,
    stories: 'stream-card.stories.tsx',
    states: [
      ...streamStates,
      'Outgoing',
      'Stale',
      'Offline',
      'States',
      'LongAmounts',
      'WithActions',
      'Grid',
    ],
  },
  {
    name: 'AccountBalance',
    folder: 'account-balance',
    hook: 'useFlowingTotal',
    parts: [
      'Root',
      'Label',
      'Balance',
      'Value',
      'Integer',
      'Fraction',
      'Fast',
      'Symbol',
      'Sentence',
      'Net',
      'Runway',
      'Notes',
      'Message',
    ],
    className: 'sg-account',
    attributes: [
      ...accountAttributes,
      {
        name: 'data-kind',
        values: ['withdrawable', 'remaining', 'net'],
        meaning: 'Which balance.',
      },
    ],
    stories: 'account-balance.stories.tsx',
    states: [
      'Net',
      'Receiving',
      'Sending',
      'EndsSoon',
      'Critical',
      'Paused',
      'Settled',
      'Pending',
      'Ended',
      'Stale',
      'Offline',
      'Loading',
      'Empty',
      'UnknownToken',
      'SeveralTokens',
      'LongAmounts',
      'GivenStreams',
    ],
  },
  {
    name: 'NetFlow',
    folder: 'net-flow',
    hook: 'useNetFlow',
    parts: ['Root', 'Incoming', 'Outgoing', 'Net', 'Message'],
    className: 'sg-flow',
    attributes: accountAttributes,
    stories: 'net-flow.stories.tsx',
    states: [
      'Net',
      'Receiving',
      'Sending',
      'EndsSoon',
      'Critical',
      'Paused',
      'Settled',
      'Pending',
      'Ended',
      'Stale',
      'Offline',
      'Loading',
      'Empty',
      'UnknownToken',
      'Periods',
    ],
  },
  {
    name: 'TokenBalances',
    folder: 'token-balances',
    hook: 'useTokenBalances',
    parts: ['Root', 'Token', 'Message'],
    className: 'sg-tokens',
    attributes: [listPhase, freshness],
    stories: 'token-balances.stories.tsx',
    states: ['Several', 'Stale', 'Offline', 'Loading', 'Empty', 'Failed'],
  },
  {
    name: 'StreamList',
    folder: 'stream-list',
    hook: 'useStreamList',
    parts: [],
    className: 'sg-list',
    attributes: [],
    stories: 'stream-list.stories.tsx',
    states: ['Cards', 'Rows'],
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
        values: ['idle', 'loading', 'ready', 'empty', 'error'],
        meaning:
          'Whether there is something to show: nothing is followed, not yet, yes, nothing, or not requested.',
      },
      freshness,
      {
        name: 'data-paused',
        values: [''],
        meaning: 'The feed is being read: new entries are not shown.',
      },
    ],
    stories: 'activity-feed.stories.tsx',
    states: [
      'Ready',
      'Loading',
      'Idle',
      'Empty',
      'Failed',
      'WithGap',
      'WithReset',
      'LongAmounts',
      'NewWaiting',
    ],
  },
  {
    name: 'ConnectionBadge',
    folder: 'connection-badge',
    hook: 'useConnectionBadge',
    parts: ['Root', 'Indicator', 'Label', 'Detail', 'Retry'],
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
        meaning: 'The state of the connection, as users see it.',
      },
      freshness,
      { name: 'data-retry', values: [''], meaning: 'The user can retry or reconnect.' },
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
