/**
 * Writes what a chain reports into the log: the event, the stream after it, and how far the chain has been read, in one
 * append. The chain is the source of truth here, so nothing is decided; chain-rules.ts says whether an event fits.
 *
 *   reported ─► read streams and records ─► fits? ─► append events + states + the caller's changes ─► outcomes
 *                ▲                                        │
 *                └────────── version conflict ◄───────────┘
 *
 * R1 A repeat changes nothing, however old it is: what was applied is remembered with the stream (chain-trace.ts).
 * R2 An event that does not fit changes nothing; its outcome says so, and the caller keeps it.
 * R3 All of one call is durable, or nothing.
 */
import { applyEvent, createdStream } from '../../src/feeds/payments/stream-rules.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type { EventDraft, EventLog, StateChange } from '../log/event-log.ts'
import { retryConflicts } from '../log/retry-conflicts.ts'
import { catchUp, isBehind } from './catch-up.ts'
import { draftOf } from './chain-draft.ts'
import {
  fitEvent,
  hasTermsOf,
  isPast,
  type ReportedEvent,
  secondOf,
  turnOf,
} from './chain-rules.ts'
import type { ChainSnapshot } from './chain-snapshot.ts'
import { type ChainTrace, isForeign, parseTrace, traceKey } from './chain-trace.ts'
import type { DamageReport } from './damage-report.ts'
import type { EndedStreams } from './ended-streams.ts'
import type { LedgerClock } from './ledger-clock.ts'
import type { LedgerCounters } from './ledger-counters.ts'
import { createRemovedPlaces } from './removed-places.ts'
import { lastStreamIdKey, streamChanges, streamKey } from './stored-stream.ts'

/** An event of a chain, as a source reports it. */
export interface ChainReport {
  /** What happened. */
  readonly event: ReportedEvent
  /** Equal exactly for repeats: 1 to 200 printable ASCII characters without spaces. */
  readonly key: string
  /** Where it stands in the chain: later events have texts that sort later. Null: not known. */
  readonly order: string | null
  /** The contract that emitted it; null: not known. */
  readonly contractId: string | null
}

/**
 * - `applied`: it is in the log now.
 * - `repeated`: it was before.
 * - `held`: it does not fit, most likely because an event before it is missing. Report it again later.
 * - `conflicting`: another contract, or another creation, has the id of its stream.
 */
export type ReportOutcome = 'applied' | 'repeated' | 'held' | 'conflicting'

/** What {@link ChainRecording.record} answers. */
export interface RecordResult {
  /** In the order of the reports. */
  readonly outcomes: readonly ReportOutcome[]
  /** Whether something was appended, and the changes of the caller with it. */
  readonly isWritten: boolean
}

/** What to store in the same append. Called with the outcomes before it, again after a conflict; may throw. */
export type ChangesFor = (outcomes: readonly ReportOutcome[]) => readonly StateChange[]

export interface ChainRecording {
  record(
    reports: readonly ChainReport[],
    changesFor?: ChangesFor,
    heldKeys?: ReadonlySet<string>,
  ): Promise<RecordResult>
  /** Appends the events that lead to the streams of a snapshot. @returns the ids of those that are now no older than it */
  adopt(snapshot: ChainSnapshot): Promise<readonly string[]>
}

/** A stream of one call. */
interface Subject {
  readonly streamId: string
  readonly before: { readonly stream: StreamState; readonly version: number } | undefined
  readonly isDamaged: boolean
  stream: StreamState | undefined
  trace: ChainTrace
  isChanged: boolean
}

export function createChainRecording(options: {
  readonly log: EventLog
  readonly logName: string
  readonly clock: LedgerClock
  readonly counters: LedgerCounters
  readonly damage: DamageReport
  readonly ended: EndedStreams
}): ChainRecording {
  const { log, logName, clock, counters, damage, ended } = options

  const removedPlaces = createRemovedPlaces(log, logName)

  async function readSubjects(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, Subject>> {
    const keys = [...ids].flatMap((id) => [streamKey(id), traceKey(id)])
    const { values, damaged = [] } = await log.states(logName, { keys }, keys.length)
    const byKey = new Map(values.map((value) => [value.key, value]))
    return new Map(
      [...ids].map((streamId) => {
        const key = streamKey(streamId)
        const stored = byKey.get(key)
        const stream = stored && damage.streamOf(stored)
        return [
          streamId,
          {
            streamId,
            before: stored && stream ? { stream, version: stored.version } : undefined,
            isDamaged: damaged.includes(key) || stream === null,
            stream: stream ?? undefined,
            trace: parseTrace(byKey.get(traceKey(streamId))?.value),
            isChanged: false,
          },
        ]
      }),
    )
  }

  async function write(
    subjects: Iterable<Subject>,
    drafts: readonly EventDraft[],
    changes: readonly StateChange[],
  ): Promise<void> {
    const removals = ended.take()
    let isAppended = false
    try {
      const states = [...subjects].filter(({ isChanged }) => isChanged).flatMap(changesOf)
      const places = await removedPlaces.changesFor(removals)
      const all = [...removals, ...places, ...withoutLowerIds(states), ...changes]
      const position = (await log.appendAll(logName, drafts, all)).at(-1)
      isAppended = true
      if (position !== undefined) noteAppend(position, subjects)
    } finally {
      ended.done(removals, isAppended)
    }
  }

  function noteAppend(position: Position, subjects: Iterable<Subject>): void {
    counters.appended(position)
    for (const { streamId, trace } of subjects) {
      clock.passed(trace.second)
      if (BigInt(streamId) > counters.lastStreamId) counters.lastStreamId = BigInt(streamId)
    }
  }

  /** Streams may come in any order; the last id is the highest. */
  function withoutLowerIds(changes: readonly StateChange[]): readonly StateChange[] {
    const ids = changes.flatMap(({ key, value }) =>
      key === lastStreamIdKey ? [BigInt(value ?? 0)] : [],
    )
    const highest = ids.reduce((most, id) => (id > most ? id : most), counters.lastStreamId)
    return changes.filter(
      ({ key, value }) => key !== lastStreamIdKey || value === highest.toString(),
    )
  }

  /** Repeats all of it when another process has changed one of the streams meanwhile. */
  async function retried<Result>(attempt: () => Promise<Result>): Promise<Result> {
    await counters.ready()
    return retryConflicts(attempt, () => counters.refreshLastStreamId())
  }

  async function recordOnce(
    reports: readonly ChainReport[],
    changesFor: ChangesFor,
    heldKeys: ReadonlySet<string>,
  ) {
    const held = new Set(heldKeys)
    const subjects = await readSubjects(new Set(reports.map(({ event }) => event.streamId)))
    const removed = await removedPlaces.of([
      ...new Set(reports.flatMap(({ contractId }) => contractId ?? [])),
    ])
    const outcomes: ReportOutcome[] = reports.map(() => 'held')
    const drafts: EventDraft[] = []
    const waiting = new Map<string, number[]>()
    const tryOne = (index: number): ReportOutcome => {
      const report = reports[index] as ChainReport
      const subject = subjects.get(report.event.streamId) as Subject
      const outcome = isRemoved(subject, report, removed)
        ? 'repeated'
        : decide(subject, report, drafts, held.has(report.key))
      if (outcome === 'held') held.add(report.key)
      outcomes[index] = outcome
      return outcome
    }
    for (const index of reports.keys()) {
      const { streamId } = (reports[index] as ChainReport).event
      const before = waiting.get(streamId) ?? []
      const outcome = tryOne(index)
      if (outcome === 'held') waiting.set(streamId, [...before, index])
      if (outcome !== 'applied') continue
      // What has waited for this event may fit now, and then what has waited for that.
      for (let rest = before, isDone = false; !isDone; ) {
        const left = rest.filter((each) => tryOne(each) === 'held')
        isDone = left.length === rest.length
        rest = left
        waiting.set(streamId, left)
      }
    }
    if (drafts.length > 0) await write(subjects.values(), drafts, changesFor(outcomes))
    return { outcomes, isWritten: drafts.length > 0 }
  }

  return {
    record: (reports, changesFor = () => [], heldKeys = new Set()) =>
      retried(() => recordOnce(reports, changesFor, heldKeys)),
    adopt: (snapshot) =>
      retried(async () => {
        const { streams } = snapshot
        const subjects = await readSubjects(new Set(streams.map(({ streamId }) => streamId)))
        const drafts: EventDraft[] = []
        const agreed = streams.filter((target) => {
          const subject = subjects.get(target.streamId) as Subject
          // Adopting a stream that ended long ago would create it again: it was removed.
          const isGone = subject.before === undefined && !subject.isDamaged && ended.isPast(target)
          return isGone || adoptInto(subject, target, snapshot, drafts)
        })
        if (drafts.length > 0) await write(subjects.values(), drafts, [])
        return agreed.map(({ streamId }) => streamId)
      }),
  }
}

/** Changes the subject and adds drafts. @returns whether it is now no older than the snapshot */
function adoptInto(
  subject: Subject,
  target: StreamState,
  { ledger, contractId }: ChainSnapshot,
  drafts: EventDraft[],
): boolean {
  const { trace } = subject
  if (subject.isDamaged || isForeign(trace, contractId)) return false
  if (trace.asOf > ledger || isBehind(target, subject.stream)) return true
  const path = catchUp(subject.stream, target)
  if (path === null) return false
  const second = Math.max(trace.second, target.lastUpdateTime, target.pausedAt ?? 0)
  const asOf = { contractId: contractId ?? trace.contractId, asOf: ledger }
  if (path.events.length === 0) return true
  for (const event of path.events) drafts.push(draftOf(event, path.stream))
  subject.stream = path.stream
  subject.isChanged = true
  subject.trace = { ...trace, ...asOf, second }
  return true
}

/** Whether a report is of a stream that ended long ago, and is no longer kept. */
function isRemoved(
  { stream, trace, isDamaged }: Subject,
  { order, contractId }: ChainReport,
  removed: ReadonlyMap<string, string>,
): boolean {
  if (stream !== undefined || isDamaged || trace.last !== '') return false
  return order !== null && contractId !== null && order <= (removed.get(contractId) ?? '')
}

/** What becomes of a report; if it is applied, the subject changes and the draft is added. */
function decide(
  subject: Subject,
  report: ChainReport,
  drafts: EventDraft[],
  isHeld: boolean,
): ReportOutcome {
  const { event: reported, key, order, contractId } = report
  const { trace, stream } = subject
  if (subject.isDamaged) return 'held'
  // What is held was never applied, however many events have passed it.
  const isForgotten = !isHeld && order !== null && order <= trace.forgotten
  if (isForgotten || trace.applied.includes(key)) return 'repeated'
  if (isForeign(trace, contractId)) return 'conflicting'
  if (reported.ledger !== undefined && reported.ledger <= trace.asOf) return 'repeated'
  if (reported.type === 'stream.created' && stream !== undefined) {
    return hasTermsOf(stream, reported) ? 'repeated' : 'conflicting'
  }
  const second = secondOf(reported)
  const turn = turnOf(reported)
  if (turn !== null && order === null && trace.turns.includes(turn)) return 'repeated'
  // Nothing in a pause shows what came before it: only its time and its place do.
  const isLate = (second ?? 0) < trace.second || (order !== null && order < trace.last)
  const event = turn !== null && isLate ? null : fitEvent(stream, reported)
  // With a place in the chain, what is not remembered has not been here.
  const isRemembered = order !== null && trace.last !== ''
  if (event === null) {
    const isKnown =
      stream !== undefined &&
      (!isRemembered || reported.type === 'stream.topped_up') &&
      isPast(stream, reported, trace.second)
    return isKnown ? 'repeated' : 'held'
  }
  subject.stream =
    event.type === 'stream.created'
      ? createdStream(event)
      : applyEvent(stream as StreamState, event)
  subject.isChanged = true
  subject.trace = nextTrace(trace, report, second)
  drafts.push(draftOf(event, subject.stream))
  return 'applied'
}

/** How many of the last events of a stream are remembered one by one. */
const mostApplied = 16

function nextTrace(trace: ChainTrace, report: ChainReport, second: number | null): ChainTrace {
  const { key, order, contractId } = report
  const turn = turnOf(report.event)
  const applied = [...trace.applied, key]
  const isLast = order !== null && order > trace.last
  return {
    applied: applied.slice(-mostApplied),
    orders: [...trace.orders, order ?? ''].slice(-mostApplied),
    turns: turn === null ? trace.turns : [...trace.turns, turn].slice(-mostApplied),
    forgotten:
      applied.length > mostApplied && (trace.orders[0] ?? '') > trace.forgotten
        ? (trace.orders[0] ?? '')
        : trace.forgotten,
    last: isLast ? order : trace.last,
    second: Math.max(trace.second, second ?? 0),
    contractId: trace.contractId ?? contractId,
    asOf: trace.asOf,
  }
}

function changesOf({ streamId, stream, before, trace }: Subject): readonly StateChange[] {
  if (stream === undefined) return []
  return [
    ...streamChanges(stream, before),
    { key: traceKey(streamId), value: JSON.stringify(trace) },
  ]
}
