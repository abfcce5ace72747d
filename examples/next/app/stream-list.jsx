'use client'

import { StreamCard, useStorePhase, useStreams } from 'streamgauge'

/** Hooks need a client component; it is rendered on the server as well. */
export function StreamList({ account }) {
  const streams = useStreams({ account })
  const phase = useStorePhase({ users: [account] })
  if (streams.length === 0)
    return <p>{phase === 'loading' ? 'Wird geladen' : 'Noch keine Zahlungsströme'}</p>
  return streams.map(({ streamId }) => <StreamCard key={streamId} streamId={streamId} />)
}
