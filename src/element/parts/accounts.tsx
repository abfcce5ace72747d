/** What the payment streams of an account come to. */
import { AccountBalance } from '../../widgets/account-balance/account-balance.tsx'
import { NetFlow } from '../../widgets/net-flow/net-flow.tsx'
import { TokenBalances } from '../../widgets/token-balances/token-balances.tsx'
import styles from './accounts.css?inline'
import type { ComponentsOf, ElementPart } from './part.ts'

const components: ComponentsOf<'accounts'> = {
  'sg-account-balance': AccountBalance,
  'sg-net-flow': NetFlow,
  'sg-token-balances': TokenBalances,
}

export const part: ElementPart = { components, styles }
