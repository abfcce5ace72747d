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
  readonly entry?: 'dashboard' | 'actions'
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
