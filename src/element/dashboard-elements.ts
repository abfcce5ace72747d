/**
 * The elements of dashboards: numbers, flags and rows that a page has, or those of the feed of a company or of orders. A
 * part of elements.ts.
 */
import type { LiveValue } from '../react/dashboard/exact-decimal.ts'
import type { JourneyFlag } from '../widgets/journey-flags/use-journey-flags-view.ts'
import type { Thresholds } from '../widgets/metric-tile/use-metric-tile.ts'
import { commonProperties, formatProperties } from './common-properties.ts'
import type { ElementEntry } from './element-entry.ts'
import {
  choice,
  decimal,
  flag,
  json,
  number,
  optionalChoice,
  programmed,
  sorting,
  text,
} from './property.ts'

const companyName = {
  accepts: 'up to 48 letters, digits, dots, hyphens and underscores',
  isValid: (name: string) => /^[A-Za-z\d][\w.:-]{0,95}$/.test(name),
}
const company = text('The company whose feed has the data.', companyName)
const phase = optionalChoice('Whether there is something to show. Default: by the data.', [
  'loading',
  'ready',
  'empty',
  'error',
])
const freshness = optionalChoice(
  'Whether the data is up to date. Default: `live`, or that of the connection.',
  ['live', 'stale', 'offline'],
)
const errorText = text('What went wrong, in a sentence, while the phase is `error`.')
const unit = text('After the number, such as `people`. Default: that of the metric.')
const metric = text(
  'The number of the company: the name of a metric, such as `active_volunteers`; or `sroi`, or `vis`.',
  companyName,
)
/** A source of data has two halves: the company, and what of it. */
const halves =
  (other: string): NonNullable<ElementEntry['incomplete']> =>
  ({ company: id, [other]: wanted }) =>
    (id === undefined) === (wanted === undefined) ? null : id === undefined ? 'company' : other
const better = optionalChoice('Which direction is good.', ['up', 'down'])
const format = json<Intl.NumberFormatOptions>(
  'How numbers are written: the options of `Intl.NumberFormat`.',
)

/** A column of `<sg-live-table>`: what it shows of a row, by name. */
export interface ElementColumn {
  /** The field of a row that it shows. Unique in the table. */
  readonly field: string
  /** The name of the column. Default: the field. */
  readonly header?: string | undefined
  /** How it is shown and sorted. Default `text`. */
  readonly kind?: 'text' | 'number' | 'time' | undefined
  /** How numbers are written: the options of `Intl.NumberFormat`. */
  readonly format?: Intl.NumberFormatOptions | undefined
  /** Width as a CSS track, such as `120px`. */
  readonly width?: string | undefined
  /** Its place where the table is narrow. */
  readonly phone?: 'title' | 'figure' | 'detail' | 'none' | undefined
}

/** By tag. */
export const dashboardElements = {
  'sg-live-number': {
    widget: 'LiveNumber',
    display: 'inline',
    part: 'dashboard',
    data: ['value'],
    incomplete: halves('metric'),
    properties: {
      ...commonProperties,
      value: decimal('The number. Without it, and without a `metric`, it is loading.'),
      company,
      metric,
      label: text('What the number is, for screen readers.'),
      unit,
      format,
      better,
      size: choice(
        '`text` has the size of the text around it; `hero` is for the most important number.',
        ['text', 'hero'],
        'text',
      ),
      align: choice('Alignment in the reserved width.', ['start', 'end'], 'start'),
      widest: decimal('The widest number that is expected: its width is reserved.'),
      everyMs: formatProperties.everyMs,
      hideArrow: flag('Leaves out the arrow of changes.'),
      hideNote: flag('Leaves out the note under a number that is not live.'),
      phase,
      freshness,
    },
  },
  'sg-metric-tile': {
    widget: 'MetricTile',
    display: 'block',
    part: 'dashboard',
    data: ['value'],
    incomplete: halves('metric'),
    properties: {
      ...commonProperties,
      label: text('What the number is. Default: the name of the metric.'),
      value: decimal('The number. Without it, and without a `metric`, it is loading.'),
      company,
      metric,
      previousValue: decimal('The number before its last change.'),
      reference: decimal('What it is compared with, in place of the number before.'),
      referenceLabel: text('What the reference is, after the change: `vs last week`.'),
      change: choice('How the change is written.', ['absolute', 'percent'], 'absolute'),
      better,
      unit,
      period: text('What the number is about, such as `2026-Q3`. Default: that of the metric.'),
      atMs: number('When the number was measured, Unix ms. Default: that of the metric.', {
        least: 0,
      }),
      format,
      history: json<readonly number[]>(
        'Numbers of the past, oldest first, for the line. Default: those of the metric since it is shown.',
      ),
      thresholds: json<Thresholds>(
        'From where on the number deserves attention: `warning`, `critical` and `side`.',
      ),
      hideLine: flag('Leaves out the line.'),
      hideNote: flag('Leaves out the time of the number.'),
      errorText,
      phase,
      freshness,
    },
  },
  'sg-journey-flags': {
    widget: 'JourneyFlags',
    display: 'block',
    part: 'dashboard',
    data: ['flags'],
    incomplete: halves('journey'),
    properties: {
      ...commonProperties,
      flags: json<readonly JourneyFlag[]>('The flags: `flag`, `isSet` and `atMs` of each.'),
      company,
      journey: text('The journey of the company.', companyName),
      label: text('Name of the list, for screen readers. Default: that of the journey.'),
      heading: text('A heading above the list. Default: none.'),
      nameOfFlag: programmed<(flag: JourneyFlag) => string>(
        'Names of flags. Default: `profile_complete` reads “Profile complete”.',
        'a function of the flag',
      ),
      order: choice('`recent`: the last one that changed first.', ['given', 'recent'], 'given'),
      hideTimes: flag('Leaves out the times.'),
      silent: flag('Does not announce changes.'),
      errorText,
      phase,
      freshness,
    },
  },
  'sg-live-table': {
    widget: 'LiveTable',
    display: 'block',
    part: 'dashboard',
    data: ['rows'],
    // Orders are those of all customers, and of no company.
    incomplete({ feed, company: id, customer }) {
      if (feed === undefined) return id === undefined && customer === undefined ? null : 'feed'
      return feed === 'company' && id === undefined ? 'company' : null
    },
    properties: {
      ...commonProperties,
      label: text('Name of the table, for screen readers. Default: that of the feed.'),
      heading: text('A heading above the table. Default: none.'),
      rows: json<readonly Readonly<Record<string, LiveValue | null>>[]>(
        'The rows: an object each.',
      ),
      feed: optionalChoice('The feed that has the rows.', ['orders', 'company']),
      company,
      customer: text('Whose orders. Default: all.'),
      keyField: text('The field that is unique in each row. Default `id`.'),
      columns: json<readonly ElementColumn[]>(
        'The columns: `field`, `header`, `kind` (`text`, `number`, `time`), `format`, `width` and `phone` of each. Default: those of the feed, or the fields of the first row.',
      ),
      defaultSort: sorting('By what it is sorted at first. Default: the order of the rows.'),
      emptyText: text('What to say while there are no rows.'),
      errorText,
      phase,
      freshness,
    },
  },
} as const satisfies Readonly<Record<string, ElementEntry>>
