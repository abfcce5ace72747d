import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ConnectionBadge, GaugeProvider, StreamCard, StreamList, useStreams } from 'streamgauge'
import 'streamgauge/styles.css'

const url = import.meta.env['VITE_STREAMGAUGE_URL'] ?? 'http://localhost:3001'
/** Northwind Studio of the simulated payroll. */
const account = 'GDCZ3FYROS3QBV3Q7Q4JV2TQPGGFIMG27R6B7IIGOCHIJMMPY3N5XPEW'
const tokens = {
  CCQDIGCQBRGCXNQVQGVR3ZNP7TYEQLCA3YAQDKCXPIBNIE6JFX2BE2QH: { symbol: 'USDC', decimals: 7 },
  CDF2LJKE2AB575ZRJDYTXIW4TMO7KFTUTCREGA5WIHF2AANH5N7FBBBM: { symbol: 'EURC', decimals: 7 },
}

function Streams() {
  const streams = useStreams({ account })
  return (
    <StreamList items={streams} keyOf={({ streamId }) => streamId} aria-label="Streams">
      {({ streamId }) => <StreamCard streamId={streamId} />}
    </StreamList>
  )
}

createRoot(document.getElementById('root') ?? document.body).render(
  <StrictMode>
    <GaugeProvider url={url} account={account} tokens={tokens}>
      <ConnectionBadge />
      <Streams />
    </GaugeProvider>
  </StrictMode>,
)
