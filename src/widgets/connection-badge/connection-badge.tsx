/**
 * ConnectionBadge: whether balances are up to date, and what happens next if they are not. Announces a
 * change once; counts down to the next attempt.
 */
import { forwardRef, useMemo } from 'react'
import { isDevelopment } from '../../development.ts'
import type { FeedDefinition } from '../../feeds/definition.ts'
import { connectionEnglish } from '../../messages/english.ts'
import { type Freshness, freshnessOf } from '../../react/freshness.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { isProvided, useGauge } from '../../react/session-context.ts'
import { useMistake } from '../../react/use-mistake.ts'
import { printTimeOfDay } from '../formatting/date-time.ts'
import { Icon, type IconName } from '../icons/icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { booleanAttribute } from '../stream-view/widget-state.ts'
import { type ConnectionCondition, detailOf, retryableConditions } from './connection-text.ts'
import { useCondition } from './use-condition.ts'

/** State of {@link ConnectionBadge}. */
export interface ConnectionBadgeState {
  /** What the badge says. */
  readonly condition: ConnectionCondition
  /** Whether what the page shows is up to date. */
  readonly freshness: Freshness
  /** The user can retry or reconnect. */
  readonly canRetry: boolean
}

/** What {@link useConnectionBadge} returns. */
export interface ConnectionBadgeView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: ConnectionBadgeState
  /** The condition in a word or two. */
  readonly label: string
  /** What to add to the label; empty for nothing. */
  readonly detail: string
  /** Whole seconds until the next attempt; null when none is planned. */
  readonly secondsLeft: number | null
  /** What the button does, in a word or two. */
  readonly retryLabel: string
  /** Retries or reconnects now. */
  retry(): void
}

/**
 * The headless hook: the connection as text. Renders at most once a second.
 *
 * @throws GaugeError `provider_missing` for a `feed` that has no provider
 */
export function useConnectionBadge(options: ConnectionBadgeOptions = {}): ConnectionBadgeView {
  const { feed } = options
  const { locale, timeZone } = useLanguage()
  const messages = useMessages('connection', connectionEnglish)
  const gauge = useGauge()
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useMistake(feed || isProvided(gauge) ? null : 'provider_missing', 'ConnectionBadge')
  }
  const { snapshot, condition, asOfMs, secondsLeft, retry } = useCondition(feed)
  const freshness = freshnessOf(snapshot)
  const sinceTime =
    asOfMs === null
      ? ''
      : printTimeOfDay(asOfMs, { locale, timeZone: options.timeZone ?? timeZone })
  const canRetry = retryableConditions.has(condition)
  const state = useMemo(
    () => ({ condition, freshness, canRetry }),
    [condition, freshness, canRetry],
  )
  return {
    state,
    label: messages[condition],
    detail: detailOf(condition, snapshot, { messages, locale, secondsLeft, sinceTime }),
    retryLabel: messages[condition === 'reconnecting' ? 'retry' : 'reconnect'],
    secondsLeft,
    retry,
  }
}

/** Other conditions have a dot. */
const icons: { readonly [C in ConnectionCondition]?: IconName } = {
  none: 'offline',
  stale: 'warning',
  degraded: 'warning',
  reconnecting: 'retry',
  offline: 'offline',
  paused: 'paused',
  'signed-out': 'signedOut',
  failed: 'warning',
  closed: 'offline',
}

const [Provider, part, useBadge] = createWidgetContext<ConnectionBadgeView>('ConnectionBadge')

/** What a badge shows, and how. */
export interface ConnectionBadgeOptions {
  /** IANA time zone of times in the detail. Default: the provider's. */
  readonly timeZone?: string | undefined
  /** Which feed's connection, of the nearest provider of that feed. Default: that of payments. */
  readonly feed?: FeedDefinition | undefined
}

/** Props of the root. */
export type ConnectionRootProps = ConnectionBadgeOptions & PartProps<'span', ConnectionBadgeState>

const Root = forwardRef<HTMLSpanElement, ConnectionRootProps>((props, forwarded) => {
  const { timeZone, feed, ...rest } = props
  const view = useConnectionBadge({ timeZone, feed })
  const { state } = view
  const root = usePart<'span', ConnectionBadgeState>(
    'span',
    {
      className: 'sg-connection',
      attributes: {
        'data-condition': state.condition,
        'data-freshness': state.freshness,
        'data-retry': booleanAttribute(state.canRetry),
      },
    },
    rest,
    forwarded,
    state,
  )
  return <Provider value={view}>{root}</Provider>
})
Root.displayName = 'ConnectionBadge.Root'

/** A dot, or an icon for conditions that need attention. */
const Indicator = part('Indicator', 'span', ({ state }) => {
  const icon = icons[state.condition]
  return {
    className: icon ? 'sg-connection__indicator' : 'sg-connection__indicator sg-connection__dot',
    attributes: { 'aria-hidden': 'true' },
    children: icon && <Icon name={icon} />,
  }
})

const Label = part('Label', 'span', ({ label }) => ({
  className: 'sg-connection__label sg-phrase',
  children: label,
}))

/** What happens next. A countdown has the role `timer` without a live region: it is not read out. */
const Detail = part('Detail', 'span', ({ detail, secondsLeft }) => ({
  className: 'sg-connection__detail sg-phrase sg-number',
  attributes: secondsLeft === null ? {} : { role: 'timer', 'aria-live': 'off' },
  children: detail,
}))

const Retry = part('Retry', 'button', ({ retryLabel, retry }) => ({
  className: 'sg-connection__retry sg-focusable',
  attributes: { type: 'button', onClick: retry },
  children: retryLabel,
}))

/** Props of {@link ConnectionBadge}. */
export interface ConnectionBadgeProps extends Omit<ConnectionRootProps, 'children'> {
  /** Leaves the detail out. */
  readonly hideDetail?: boolean | undefined
  /** Leaves the button out. */
  readonly hideRetry?: boolean | undefined
}

const Styled = forwardRef<HTMLSpanElement, ConnectionBadgeProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('ConnectionBadge', 'sg-connection')
  }
  const { hideDetail = false, hideRetry = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Indicator />
      <Label />
      {!hideDetail && <Detail />}
      {!hideRetry && <RetryWhenPossible />}
    </Root>
  )
})
Styled.displayName = 'ConnectionBadge'

function RetryWhenPossible() {
  return useBadge().state.canRetry ? <Retry /> : null
}

/**
 * The state of the connection, as a badge.
 *
 * @example
 * <ConnectionBadge />
 */
export const ConnectionBadge = /* @__PURE__ */ Object.assign(Styled, {
  /** The badge's element; its parts go inside. */
  Root,
  Indicator,
  /** The condition in a word or two. */
  Label,
  Detail,
  /** A button that connects at once. */
  Retry,
})
