/** The peer of the elements: the same widgets as React components, bundled with React. */
import { createRoot } from 'react-dom/client'
import { AccountBalance, FlowingBalance, GaugeProvider, StreamCard } from 'streamgauge'
import 'streamgauge/styles.css'
import { lazy, Suspense } from 'react'

const { widget = '', account = '', token = '' } = document.body.dataset
const Table = lazy(async () => {
  const { StreamTable } = await import('./peer-table.tsx')
  return { default: StreamTable }
})

function Widget() {
  if (widget === 'FlowingBalance') return <FlowingBalance streamId="1" />
  if (widget === 'StreamCard') return <StreamCard streamId="1" />
  if (widget === 'AccountBalance') return <AccountBalance kind="withdrawable" />
  return (
    <Suspense>
      <Table />
    </Suspense>
  )
}

createRoot(document.getElementById('root') ?? document.body).render(
  <GaugeProvider url="" account={account} tokens={{ [token]: { symbol: 'USDC', decimals: 7 } }}>
    <Widget />
  </GaugeProvider>,
)
