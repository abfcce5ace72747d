/** A server component: the streams of one account, rendered for each request with their balances. */
import { ConnectionBadge } from 'streamgauge'
import { Gauge } from './gauge.jsx'
import { StreamList } from './stream-list.jsx'

const url = process.env.STREAMGAUGE_URL ?? 'http://localhost:3001'
/** Northwind Studio of the simulated payroll; in an application, the account of the session. */
const account =
  process.env.STREAMGAUGE_ACCOUNT ?? 'GDCZ3FYROS3QBV3Q7Q4JV2TQPGGFIMG27R6B7IIGOCHIJMMPY3N5XPEW'
const tokens = {
  CCQDIGCQBRGCXNQVQGVR3ZNP7TYEQLCA3YAQDKCXPIBNIE6JFX2BE2QH: { symbol: 'USDC', decimals: 7 },
  CDF2LJKE2AB575ZRJDYTXIW4TMO7KFTUTCREGA5WIHF2AANH5N7FBBBM: { symbol: 'EURC', decimals: 7 },
}

/** The state and the position that the browser continues from. Without it the browser loads both. */
async function readSnapshot() {
  try {
    const answer = await fetch(`${url}/events/snapshot?users=${account}`, { cache: 'no-store' })
    return answer.ok ? await answer.json() : undefined
  } catch {
    return undefined
  }
}

export default async function Page() {
  return (
    <Gauge
      url={url}
      account={account}
      tokens={tokens}
      timeZone="UTC"
      renderedAtMs={Date.now()}
      initialSnapshot={await readSnapshot()}
    >
      <main lang="de">
        <ConnectionBadge />
        <StreamList account={account} />
      </main>
    </Gauge>
  )
}
