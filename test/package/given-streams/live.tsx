/** The route with a network. */
import { FlowingBalance, GaugeProvider } from 'streamgauge'

export default function Live() {
  return (
    <GaugeProvider url="">
      <FlowingBalance streamId="42" />
    </GaugeProvider>
  )
}
