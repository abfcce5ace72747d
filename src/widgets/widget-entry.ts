/** What the registry says of a widget. */

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
  /** The entry that exports it. Default: the main one. */
  readonly entry?: 'dashboard' | 'actions' | 'table'
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

/** Of every widget that shows data. */
export const freshness: WidgetAttribute = {
  name: 'data-freshness',
  values: ['live', 'stale', 'offline'],
  meaning: 'Whether what is shown is up to date.',
}

/** Of every widget that shows a payment stream. */
export const streamAttributes: readonly WidgetAttribute[] = [
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

/** Of widgets that show a payment stream, or without one an account. */
export const streamOrAccountAttributes: readonly WidgetAttribute[] = [
  ...streamAttributes,
  { name: 'data-scope', values: ['account'], meaning: 'It shows an account, not one stream.' },
]

/** Of every widget that shows the totals of an account. */
export const accountAttributes: readonly WidgetAttribute[] = streamAttributes.map((attribute) =>
  attribute.name === 'data-status'
    ? {
        ...attribute,
        values: attribute.values.filter((value) => value !== 'cancelled'),
      }
    : attribute,
)

/** The states of a payment stream: a story for each. */
export const streamStates = [
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
