/** A page that shows payment streams it already has, and connects only on another route. */
import { lazy } from 'react'
import { createRoot } from 'react-dom/client'
import { createLocalSession, FlowingBalance, SessionProvider, StreamCard } from 'streamgauge'
import { stream, usdc } from './stream.ts'

const Live = lazy(() => import('./live.tsx'))
const session = createLocalSession({ tokens: { [stream.tokenAddress]: usdc } })

createRoot(document.body).render(
  location.hash === '#live' ? (
    <Live />
  ) : (
    <>
      <FlowingBalance stream={stream} token={usdc} />
      <SessionProvider session={session} locale="en-US">
        <StreamCard stream={stream} />
      </SessionProvider>
    </>
  ),
)
