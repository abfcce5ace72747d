/** The widgets of the script itself, as components with the properties of their elements as props. */
import { Announcer } from '../widgets/announcer/announcer.tsx'
import { ConnectionBadge } from '../widgets/connection-badge/connection-badge.tsx'
import { FlowRate } from '../widgets/flow-rate/flow-rate.tsx'
import { FlowingBalance } from '../widgets/flowing-balance/flowing-balance.tsx'
import { LastUpdated } from '../widgets/last-updated/last-updated.tsx'
import { Party, type PartyProps } from '../widgets/party/party.tsx'
import { StaleBanner } from '../widgets/stale-banner/stale-banner.tsx'
import { StreamCard } from '../widgets/stream-card/stream-card.tsx'
import { StreamProgress } from '../widgets/stream-progress/stream-progress.tsx'
import { StreamStatusBadge } from '../widgets/stream-status-badge/stream-status-badge.tsx'
import { TokenAmount, type TokenAmountProps } from '../widgets/token-amount/token-amount.tsx'
import styles from './element.css?inline'
import { ControlOfPage } from './page-control.tsx'
import type { ComponentsOf, ElementPart } from './parts/part.ts'

const components: ComponentsOf<undefined> = {
  'sg-flowing-balance': FlowingBalance,
  'sg-stream-card': StreamCard,
  'sg-stream-progress': StreamProgress,
  'sg-stream-status-badge': StreamStatusBadge,
  'sg-flow-rate': FlowRate,
  // An attribute can always be missing.
  'sg-token-amount': (props) => (
    <TokenAmount {...({ units: undefined, ...props } as TokenAmountProps)} />
  ),
  'sg-party': (props) => <Party {...({ address: '', ...props } as PartyProps)} />,
  'sg-stale-banner': StaleBanner,
  'sg-last-updated': LastUpdated,
  'sg-live-control': ControlOfPage,
  'sg-connection-badge': ConnectionBadge,
  'sg-announcer': Announcer,
}

/** What needs no file of its own. */
export const base: ElementPart = { components, styles }

/** The props of a widget, from the values of its element. */
export function propsOf(values: Readonly<Record<string, unknown>>): object {
  const { url, account, tokens, locale, timeZone, symbol, decimals, ...props } = values
  if (props['token'] !== undefined || decimals === undefined) return props
  return { ...props, token: { symbol: symbol ?? '', decimals } }
}
