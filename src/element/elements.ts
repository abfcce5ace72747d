/**
 * Every element of the script, one entry each: its widget and its properties. Its class, its types and its rows in
 * docs/script-tag.md are made of the entry; components.tsx has its component, or does not compile; and a test compares
 * the list with the registry of widgets.
 */

import { actionElements } from './action-elements.ts'
import {
  accountProperties,
  commonProperties,
  formatProperties,
  nameOf,
  streamProperties,
} from './common-properties.ts'
import { dashboardElements } from './dashboard-elements.ts'
import { detailElements } from './detail-elements.ts'
import type { ElementEntry } from './element-entry.ts'
import type { PartName } from './parts/part-names.ts'
import {
  choice,
  flag,
  list,
  number,
  optionalChoice,
  programmed,
  text,
  units,
  type ValueOf,
} from './property.ts'
import { tableElements } from './table-elements.ts'

const totalKind = choice('Which balance.', ['net', 'withdrawable', 'remaining'], 'net')
const per = choice(
  'The period of the rates.',
  ['second', 'hour', 'day', 'week', 'month', 'year'],
  'day',
)
const hideSymbol = flag('Leaves out the symbol of the token.')
const { fastDigits, everyMs } = formatProperties
const { token, symbol, decimals } = streamProperties

/** By tag. */
export const elements = {
  'sg-flowing-balance': {
    widget: 'FlowingBalance',
    display: 'inline',
    properties: {
      ...streamProperties,
      kind: choice(
        'Which balance of the stream.',
        ['withdrawable', 'streamed', 'remaining', 'withdrawn'],
        'withdrawable',
      ),
      size: choice(
        '`text` has the size of the text around it; `hero` is for the most important number.',
        ['text', 'hero'],
        'text',
      ),
      align: choice('Alignment in the reserved width.', ['start', 'end'], 'start'),
      ...formatProperties,
      hideSymbol,
      hideNote: flag('Leaves out the note under a balance that is not live.'),
    },
  },
  'sg-stream-card': {
    widget: 'StreamCard',
    display: 'block',
    properties: { ...streamProperties, fastDigits, everyMs, nameOf },
  },
  'sg-stream-progress': {
    widget: 'StreamProgress',
    display: 'block',
    properties: { ...streamProperties, hideScale: flag('Leaves out the scale.') },
  },
  'sg-stream-ring': {
    widget: 'StreamRing',
    display: 'block',
    part: 'charts',
    properties: streamProperties,
  },
  'sg-stream-status-badge': {
    widget: 'StreamStatusBadge',
    display: 'inline',
    properties: streamProperties,
  },
  'sg-account-balance': {
    widget: 'AccountBalance',
    display: 'block',
    part: 'accounts',
    properties: {
      ...accountProperties,
      kind: totalKind,
      ...formatProperties,
      per,
      hideDetails: flag('Leaves out what is below the large number.'),
    },
  },
  'sg-net-flow': {
    widget: 'NetFlow',
    display: 'block',
    part: 'accounts',
    properties: { ...accountProperties, per, hideNet: flag('Leaves out the difference.') },
  },
  'sg-token-balances': {
    widget: 'TokenBalances',
    display: 'block',
    part: 'accounts',
    properties: {
      ...commonProperties,
      streams: accountProperties.streams,
      criticalWithinSeconds: accountProperties.criticalWithinSeconds,
      kind: totalKind,
      digits: number('Digits after the point. Default: those that each token shows.', { least: 0 }),
      fastDigits,
      everyMs,
      per,
      hideNet: flag('Leaves out what flows in each token.'),
    },
  },
  'sg-runway': {
    widget: 'Runway',
    display: 'block',
    part: 'charts',
    properties: {
      ...streamProperties,
      streams: accountProperties.streams,
      tokenAddress: accountProperties.tokenAddress,
      hideDetail: flag('Leaves out when the deposit runs out.'),
    },
  },
  'sg-balance-forecast': {
    widget: 'BalanceForecast',
    display: 'block',
    part: 'charts',
    properties: {
      ...streamProperties,
      streams: accountProperties.streams,
      tokenAddress: accountProperties.tokenAddress,
      kind: optionalChoice('Which balance of an account.', ['net', 'withdrawable', 'remaining']),
    },
  },
  'sg-flow-rate': {
    widget: 'FlowRate',
    display: 'inline',
    properties: {
      ...streamProperties,
      per: choice(
        'The period of the rate; `auto`: the shortest in which whole tokens flow.',
        ['auto', 'second', 'minute', 'hour', 'day', 'week', 'month', 'year'],
        'auto',
      ),
      precision: optionalChoice('Every digit of the rate, or those that the token shows.', [
        'exact',
        'token',
      ]),
      hideDirection: flag('Leaves out the arrow.'),
      hideNote: flag('Leaves out why nothing flows.'),
    },
  },
  'sg-token-amount': {
    widget: 'TokenAmount',
    display: 'inline',
    data: ['units'],
    properties: {
      ...commonProperties,
      units: units('The amount, in units of the token.'),
      tokenAddress: text('Address of the token, which `tokens` have to know.'),
      token,
      symbol,
      decimals,
      precision: choice(
        'Every digit of the amount, or those that the token shows.',
        ['exact', 'shown'],
        'exact',
      ),
      signDisplay: choice('`always`: with a plus sign as well.', ['auto', 'always'], 'auto'),
      hideSymbol,
    },
  },
  'sg-party': {
    widget: 'Party',
    display: 'inline',
    data: ['address'],
    properties: {
      ...commonProperties,
      address: text('The address of an account.'),
      name: text('Its name. Default: that of `nameOf`, else the short address.'),
      nameOf,
      explorerUrl: programmed<(address: string) => string | null | undefined>(
        'Where an explorer shows an account. Default: nowhere, and there is no link.',
        'a function of the address',
      ),
      layout: choice('All in one line, or the address below the name.', ['line', 'stack'], 'line'),
      hideAvatar: flag('Leaves out the picture.'),
      hideAddress: flag('Leaves out the short address of an account that has a name.'),
      hideCopy: flag('Leaves out the button that copies the address.'),
    },
  },
  'sg-activity-feed': {
    widget: 'ActivityFeed',
    display: 'block',
    part: 'detail',
    properties: {
      ...commonProperties,
      streamIds: list('Ids of the payment streams to follow. Default: those of the account.'),
      limit: number('How many entries at most. Default 50.', { least: 1 }),
      heading: text('A heading above the list. Default: none.'),
      nameOf,
    },
  },
  'sg-stream-timeline': {
    widget: 'StreamTimeline',
    display: 'block',
    part: 'detail',
    properties: {
      ...streamProperties,
      heading: text('A heading above the list. Default: none.'),
      nameOf,
    },
  },
  'sg-stale-banner': {
    widget: 'StaleBanner',
    display: 'block',
    properties: { ...commonProperties, hideRetry: flag('Leaves out the button.') },
  },
  'sg-last-updated': {
    widget: 'LastUpdated',
    display: 'inline',
    properties: {
      ...commonProperties,
      hideAbsolute: flag('Leaves out the time of day.'),
      hideRelative: flag('Leaves out how long ago it was.'),
    },
  },
  'sg-live-control': {
    widget: 'LiveControl',
    display: 'block',
    isOfPage: true,
    properties: {
      ...commonProperties,
      hideSlow: flag('Leaves out the choice of once a second.'),
      hideWaiting: flag('Leaves out how many events have arrived since the pause.'),
    },
  },
  'sg-connection-badge': {
    widget: 'ConnectionBadge',
    display: 'inline',
    properties: commonProperties,
  },
  'sg-announcer': { widget: 'Announcer', display: 'block', properties: commonProperties },
  ...detailElements,
  ...tableElements,
  ...dashboardElements,
  ...actionElements,
} as const satisfies Readonly<Record<string, ElementEntry>>

/** The tag of an element. */
export type ElementTag = keyof typeof elements

/** The elements of one part; without a name those of the script itself. */
export type TagsOf<Part extends PartName | undefined> = {
  [Tag in ElementTag]: (typeof elements)[Tag] extends { readonly part: infer Own }
    ? Own extends Part
      ? Tag
      : never
    : undefined extends Part
      ? Tag
      : never
}[ElementTag]

type PropertiesOf<Tag extends ElementTag> = (typeof elements)[Tag]['properties']

/** The values of the properties of an element. */
export type ElementValues<Tag extends ElementTag> = {
  -readonly [Name in keyof PropertiesOf<Tag>]: ValueOf<PropertiesOf<Tag>[Name]>
}

/** An element: its properties, next to those of every element. */
export type ElementOf<Tag extends ElementTag> = HTMLElement & ElementValues<Tag>

/** The elements by tag, for `document.querySelector` and `document.createElement`. */
export type ElementsByTag = { [Tag in ElementTag]: ElementOf<Tag> }
