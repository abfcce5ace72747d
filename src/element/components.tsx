/** The widget of each element as a component, with the properties of the element as its props. */
import type { ComponentType } from 'react'
import { useSession } from '../react/session-context.ts'
import { AccountBalance } from '../widgets/account-balance/account-balance.tsx'
import { ActivityFeed, type ActivityFeedProps } from '../widgets/activity-feed/activity-feed.tsx'
import { Announcer } from '../widgets/announcer/announcer.tsx'
import { ConnectionBadge } from '../widgets/connection-badge/connection-badge.tsx'
import { FlowRate } from '../widgets/flow-rate/flow-rate.tsx'
import { FlowingBalance } from '../widgets/flowing-balance/flowing-balance.tsx'
import { LastUpdated } from '../widgets/last-updated/last-updated.tsx'
import { LiveControl } from '../widgets/live-control/live-control.tsx'
import { NetFlow } from '../widgets/net-flow/net-flow.tsx'
import { Party, type PartyProps } from '../widgets/party/party.tsx'
import { Runway } from '../widgets/runway/runway.tsx'
import { StaleBanner } from '../widgets/stale-banner/stale-banner.tsx'
import { StreamCard } from '../widgets/stream-card/stream-card.tsx'
import { StreamProgress } from '../widgets/stream-progress/stream-progress.tsx'
import { StreamStatusBadge } from '../widgets/stream-status-badge/stream-status-badge.tsx'
import { StreamTimeline } from '../widgets/stream-timeline/stream-timeline.tsx'
import { TokenAmount, type TokenAmountProps } from '../widgets/token-amount/token-amount.tsx'
import { TokenBalances } from '../widgets/token-balances/token-balances.tsx'
import type { CommonValues } from './common-properties.ts'
import type { ElementTag, ElementValues } from './elements.ts'

/** Not props: the provider around the widget has them. Symbol and decimals become the token. */
type ProviderValue = keyof CommonValues | 'symbol' | 'decimals'

type PropsOf<Tag extends ElementTag> = Partial<Omit<ElementValues<Tag>, ProviderValue>>

/** By tag. */
export const components: { readonly [Tag in ElementTag]: ComponentType<PropsOf<Tag>> } = {
  'sg-flowing-balance': FlowingBalance,
  'sg-stream-card': StreamCard,
  'sg-stream-progress': StreamProgress,
  'sg-stream-status-badge': StreamStatusBadge,
  'sg-account-balance': AccountBalance,
  'sg-net-flow': NetFlow,
  'sg-token-balances': TokenBalances,
  'sg-runway': Runway,
  'sg-flow-rate': FlowRate,
  // An attribute can always be missing.
  'sg-token-amount': (props) => (
    <TokenAmount {...({ units: undefined, ...props } as TokenAmountProps)} />
  ),
  'sg-party': (props) => <Party {...({ address: '', ...props } as PartyProps)} />,
  'sg-activity-feed': FeedOfAccount,
  'sg-stream-timeline': StreamTimeline,
  'sg-stale-banner': StaleBanner,
  'sg-last-updated': LastUpdated,
  'sg-live-control': LiveControl,
  'sg-connection-badge': ConnectionBadge,
  'sg-announcer': Announcer,
}

/** Of the payment streams that are named, or else of the account of the element. */
function FeedOfAccount(props: PropsOf<'sg-activity-feed'>) {
  const { account } = useSession()
  const own = account !== null && !props.streamIds && { accounts: [account] }
  // What is not set is not there (propsOf), so nothing in it is undefined.
  return <ActivityFeed {...(props as ActivityFeedProps)} {...own} />
}

/** The props of a widget, from the values of its element. */
export function propsOf(values: Readonly<Record<string, unknown>>): object {
  const { url, account, tokens, locale, timeZone, symbol, decimals, ...props } = values
  if (props['token'] !== undefined || decimals === undefined) return props
  return { ...props, token: { symbol: symbol ?? '', decimals } }
}
