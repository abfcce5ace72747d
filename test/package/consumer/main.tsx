import { createRoot } from 'react-dom/client'
import { FlowingBalance, GaugeProvider, StreamCard } from 'streamgauge'
import { createSseClient } from 'streamgauge/connection'
import { createMockBackend } from 'streamgauge/mocks'
import { createHandlers } from 'streamgauge/msw'
import 'streamgauge/styles.css'
import { stream } from './stream.ts'

const root = document.getElementById('root')
const client = createSseClient({ url: '/events/subscribe?all=true' })
client.onEvent((event) => console.log(event.type, event.lastEventId))

const backend = createMockBackend({ seed: 1 })
console.log(createHandlers(backend).length)

if (root) {
  createRoot(root).render(
    <GaugeProvider url="" filter={{ all: true }} fetch={backend.fetch}>
      <FlowingBalance streamId="42" />
      <StreamCard stream={stream} />
    </GaugeProvider>,
  )
}
