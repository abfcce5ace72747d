/** The other tabs of a shared connection and what each of them last asked for. Decides nothing. */

import type { FeedRequest } from './feed-request.ts'
import type { TabRequest } from './shared-request.ts'

export interface Peer {
  /** Which of the tab's attempts the request is for. */
  readonly attempt: number
  readonly request: FeedRequest
}

export interface Peers {
  get(id: string): Peer | undefined
  /** @param isConfirmed the next handshake need not wait for this tab to repeat its request */
  set(id: string, peer: Peer, isConfirmed: boolean): void
  remove(id: string): void
  clear(): void
  requests(): readonly TabRequest[]
  unconfirmed(): readonly string[]
  unconfirmAll(): void
  /** A handshake has ended: tabs that are not `present` are gone, and there are no others. */
  completeHandshake(isPresent: (id: string) => boolean): void
  /** Whether every tab is known: a handshake has ended since this tab joined. */
  isComplete(): boolean
}

export function createPeers(): Peers {
  const peers = new Map<string, Peer>()
  let confirmed = new Set<string>()
  let isComplete = false
  return {
    get: (id) => peers.get(id),
    set(id, peer, isConfirmed) {
      peers.set(id, peer)
      if (isConfirmed) confirmed.add(id)
      else confirmed.delete(id)
    },
    remove: (id) => void peers.delete(id),
    clear() {
      peers.clear()
      isComplete = false
    },
    requests: () => [...peers].map(([id, { request }]) => ({ id, request })),
    unconfirmed: () => [...peers.keys()].filter((id) => !confirmed.has(id)),
    unconfirmAll() {
      confirmed = new Set()
    },
    completeHandshake(isPresent) {
      for (const id of peers.keys()) if (!isPresent(id)) peers.delete(id)
      isComplete = true
    },
    isComplete: () => isComplete,
  }
}
