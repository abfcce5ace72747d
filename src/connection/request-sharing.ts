/**
 * The requests of one subscription through the connection that tabs share, or directly: the code of
 * sharing is loaded with the first request of a connection that wants it. Decides nothing else.
 */
import type { KnownState } from '../feeds/known-state.ts'
import type { DeliveredFrame } from '../protocol/feed-frames.ts'
import type { TopicSet } from '../protocol/topic-set.ts'
import type { RunFeedRequest } from './attempt.ts'
import type { ReportError } from './listeners.ts'
import type { Sharing, SharingOptions } from './sharing.ts'
import type { Transport } from './status.ts'

export interface RequestSharing {
  readonly run: RunFeedRequest
  /** What of a frame belongs to this tab; null for nothing. */
  select(frame: DeliveredFrame): DeliveredFrame | null
  transport(): Transport
  /** Leaves the shared connection; the next request joins again. */
  leave(): void
  /** Another tab makes the request from now on, if there is one. */
  resign(): void
}

export interface RequestSharingOptions
  extends Omit<SharingOptions, 'name' | 'topics' | 'roleChanged'> {
  /** Null for a connection that is not shared. */
  readonly name: string | null
  /** State that this tab has, and that no response will bring. */
  readonly known: KnownState | null
  transportChanged(): void
  readonly report: ReportError
}

export function createRequestSharing(options: RequestSharingOptions): RequestSharing {
  const { name, known, transportChanged, report, ...rest } = options
  let sharing: Sharing | null = null
  let transport: Transport = 'direct'

  async function load(name: string, topics: TopicSet): Promise<Sharing | null> {
    try {
      const { joinTabs } = await import('./sharing.ts')
      const joined = joinTabs({
        ...rest,
        name,
        topics,
        roleChanged(next) {
          transport = next
          transportChanged()
        },
      })
      // Events of these items name only some of their topics.
      if (known) joined?.filter.select(known.frame)
      return joined
    } catch (error) {
      // A chunk that was removed by a deployment: a connection for each tab is as correct.
      report(error)
      return null
    }
  }

  return {
    async run(request, context, on) {
      if (name !== null && sharing === null) {
        const joined = await load(name, request.topics)
        // Several attempts may have waited for the same load.
        sharing ??= joined
      }
      if (context.signal.aborted) return
      sharing?.filter.setTopics(request.topics)
      await (sharing ? sharing.tabs.attempt : rest.direct)(request, context, on)
    },
    select: (frame) => (sharing ? sharing.filter.select(frame) : frame),
    transport: () => transport,
    leave: () => sharing?.tabs.leave(),
    resign: () => sharing?.tabs.resign(),
  }
}
