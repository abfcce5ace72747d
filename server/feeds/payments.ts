/**
 * The payments feed: its query, its topics and its snapshots. The commands that cause its events are
 * in payments-commands.ts, the reads beside it in payments-reads.ts.
 */

import {
  filterOfTopics,
  parseSubscribeQuery,
  type SnapshotRequest,
} from '../../src/feeds/filter-query.ts'
import { documentedPayments } from '../../src/feeds/payments/documentation.ts'
import type { PaymentsFilter } from '../../src/feeds/payments/payments.ts'
import { encodeFrame } from '../../src/protocol/encode.ts'
import { createProblem } from '../../src/protocol/errors.ts'
import type { TopicSet } from '../../src/protocol/topic-set.ts'
import type { Snapshot, SnapshotScope } from '../hub/subscription.ts'
import type { Ledger } from '../ledger/commands.ts'
import { Refusal } from '../ops/problem-response.ts'
import type { ReadSubscription } from './feed.ts'

/** Streams in one `snapshot` frame: small enough to interleave, large enough to be few. */
const streamsPerPart = 100

/** Reads the query of `GET /events/subscribe`. */
export function readPaymentsSubscription(ledger: Ledger): ReadSubscription {
  return (query) => {
    const request = parseSubscribeQuery(documentedPayments.filter, query)
    if (!request.ok) throw new Refusal(request.problem)
    if (request.ticket !== undefined) {
      // Taken and ignored, it would let somebody believe that it had been checked.
      throw new Refusal(
        createProblem(
          'unknown_parameter',
          'The parameter ticket is not known: this server asks nobody for credentials. Leave it out.',
        ),
      )
    }
    const { snapshot, topics } = request
    const filter = filterOfTopics<PaymentsFilter>(documentedPayments.filter, topics)
    return {
      topics,
      queryCursor: request.lastEventId ?? null,
      readSnapshot:
        snapshot === false
          ? null
          : (scope) => readSnapshot(ledger, scopeTopics(topics, snapshot, scope)),
      isSnapshotUnconditional: typeof snapshot !== 'boolean',
      filterKind: kindOf(filter),
    }
  }
}

function scopeTopics(topics: TopicSet, wanted: SnapshotRequest, scope: SnapshotScope): TopicSet {
  return typeof wanted === 'object' && scope === 'asked' ? wanted : topics
}

async function readSnapshot(ledger: Ledger, topics: TopicSet): Promise<Snapshot> {
  const filter = filterOfTopics<PaymentsFilter>(documentedPayments.filter, topics)
  const { position, streams } = await ledger.snapshot(filter)
  const parts = Math.max(1, Math.ceil(streams.length / streamsPerPart))
  return {
    position,
    parts: Array.from({ length: parts }, (_, index) =>
      encodeFrame(
        {
          kind: 'snapshot',
          position: null,
          readAt: position,
          part: index + 1,
          parts,
          items: streams.slice(index * streamsPerPart, (index + 1) * streamsPerPart),
          skipped: 0,
        },
        documentedPayments,
      ),
    ),
  }
}

function kindOf({ all, streams, users }: PaymentsFilter): string {
  if (all) return 'all'
  if (streams !== undefined && users !== undefined) return 'streams_and_users'
  return streams === undefined ? 'users' : 'streams'
}
