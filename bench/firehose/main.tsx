/** One page, three implementations: `?page=streamgauge`, `eventsource` or `fetch-event-source`. */
import { createRoot } from 'react-dom/client'
import { GaugePage } from './gauge-page.tsx'
import { overEventSource, overFetchEventSource, PeerPage } from './peer-page.tsx'

const root = document.getElementById('root')
const page = new URLSearchParams(location.search).get('page')

if (root) {
  createRoot(root).render(
    page === 'eventsource' ? (
      <PeerPage subscribe={overEventSource} />
    ) : page === 'fetch-event-source' ? (
      <PeerPage subscribe={overFetchEventSource} />
    ) : (
      <GaugePage />
    ),
  )
}
