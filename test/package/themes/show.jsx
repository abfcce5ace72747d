/**
 * Shows the widgets in every element with `data-expect`, whose value is the theme that they should have
 * there: `light`, `dark`, or `system` for that of the operating system.
 */
import { createRoot } from 'react-dom/client'
import {
  ActivityFeed,
  ConnectionBadge,
  createLocalSession,
  FlowingBalance,
  SessionProvider,
  StreamCard,
} from 'streamgauge'
import { parseAmount } from 'streamgauge/money'
import './page.css'

const token = { symbol: 'USDC', decimals: 7 }
const tokenAddress = 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA'
const nowSeconds = Math.floor(Date.now() / 1000)
const stream = {
  streamId: '42',
  sender: 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7',
  recipient: 'GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H',
  tokenAddress,
  ratePerSecond: parseAmount('0.0004', 7),
  depositedAmount: parseAmount('1000', 7),
  withdrawnAmount: parseAmount('200', 7),
  startTime: nowSeconds - 1_500_000,
  lastUpdateTime: nowSeconds - 1_000_000,
  status: 'active',
  pausedAt: null,
}

/** The widgets of a scene. */
export function Widgets({ cardClass }) {
  const session = createLocalSession({ tokens: { [tokenAddress]: token } })
  return (
    <SessionProvider session={session} account={stream.recipient} locale="en-US">
      <StreamCard
        stream={stream}
        className={cardClass}
        actions={
          <button type="button" className="sg-button">
            Withdraw
          </button>
        }
      />
      <div className="alone">
        <FlowingBalance stream={stream} token={token} />
      </div>
      <ConnectionBadge />
      <ActivityFeed />
    </SessionProvider>
  )
}

/** Fills the elements of the page that are there already. */
export function show(props = {}) {
  for (const scene of document.querySelectorAll('[data-expect]')) {
    createRoot(scene).render(<Widgets {...props} />)
  }
}
