/**
 * Ours, with its defaults. Only its random number is pinned: it spreads its waits up to a ceiling, and a suite
 * can measure ceilings.
 */
import { createSseClient } from '../../../src/connection/index.ts'
import type { PeerClient } from './client.ts'

export const ours: PeerClient = {
  name: 'streamgauge',
  open(url, { fetch, headers, on, lastEventId, pingMs, random = 0.999, ...bounds }) {
    const { connectTimeoutMs, maxEventBytes } = bounds
    const client = createSseClient({
      url,
      fetch,
      connectTimeoutMs,
      maxEventBytes,
      platform: { random: { next: () => random } },
      ...(headers && { headers }),
      ...(lastEventId !== undefined && { initialLastEventId: lastEventId }),
      ...(pingMs !== undefined && { pingMs }),
    })
    client.onEvent(on.event)
    client.subscribe(() => {
      const { status, lastError } = client.getSnapshot()
      if (status !== 'connecting' && lastError?.status) on.status(lastError.status)
    })
    client.open()
    return {
      hasEnded: () => ['closed', 'failed'].includes(client.getSnapshot().status),
      close: client.close,
    }
  },
}
