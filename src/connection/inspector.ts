/**
 * A flight recorder: the last things that happened to a connection, for a developer who asks "what was
 * that?" afterwards, and a replayable trace of its subscription. Bounded, and not there unless one is
 * passed in. Keeps no credentials and, unless asked to, no contents of events: a recording may be pasted
 * into a bug report.
 */
import type { FeedDefinition } from '../feeds/definition.ts'
import { browserPlatform } from '../platform/browser.ts'
import type { Platform } from '../platform/ports.ts'
import { createListeners } from './listeners.ts'
import type { MachineEvent, MachineState } from './machine-state.ts'
import type { ConnectionStatus } from './status.ts'
import type { SubscriptionInput, SubscriptionState } from './subscription-state.ts'
import { createTraceRecorder, type SubscriptionTrace } from './trace.ts'

/** What is recorded, apart from the time. */
export type InspectorNote =
  /**
   * The status changed, or its detail: phase and freshness, why the server is degraded, cause, reasons to pause, what ended it or the
   * code of its error. `by` is the type of the event that changed it.
   */
  | {
      readonly type: 'status'
      readonly status: ConnectionStatus['status']
      readonly detail: string
      readonly by: string
    }
  /** A request was made, with this cursor; `attempt`: failures in a row before it. */
  | { readonly type: 'request'; readonly attempt: number; readonly lastEventId: string }
  /** A frame arrived: its kind, or the name of its event. */
  | { readonly type: 'frame'; readonly name: string; readonly lastEventId: string }
  /** This many frames were delivered together. */
  | { readonly type: 'delivery'; readonly frames: number; readonly lastEventId: string }
  /** Something failed. */
  | { readonly type: 'trouble'; readonly code: string; readonly httpStatus: number | null }

/** One entry of the flight recorder. */
export type InspectorEntry = InspectorNote & {
  /** Unix ms, local clock. */
  readonly atMs: number
  /** Counts from 1 without holes: what is missing at the front was dropped. */
  readonly number: number
}

/** Options of {@link createInspector}. */
export interface InspectorOptions {
  /** How many entries are kept, at least 1. Default 500. */
  readonly limit?: number
  /** How many inputs of the subscription {@link Inspector.trace} keeps, at least 1. Default 2000. */
  readonly traceLimit?: number
  /**
   * Whether the trace keeps the contents of events, items and filters. They may be private: the trace is
   * meant to be shared, and replays the same without them. Default false.
   */
  readonly trace?: boolean
  /**
   * Whether entries are `performance.mark`s as well, named `streamgauge:<type>`; frames and deliveries
   * never are. Default true.
   */
  readonly marks?: boolean
  /** Default: the browser's. */
  readonly platform?: Pick<Platform, 'clock' | 'mark'>
}

/** A flight recorder: the last entries of one connection, and a trace of its subscription. */
export interface Inspector {
  /** Oldest first; a copy. */
  entries(): readonly InspectorEntry[]
  /** Calls `listener` for every new entry. */
  subscribe(listener: (entry: InspectorEntry) => void): () => void
  /** Forgets the entries, not the trace; numbers continue. */
  clear(): void
  /**
   * The inputs of the subscription since it was created, at most `traceLimit` of them, for `replayTrace`.
   * Null for clients without a subscription, as of `createSseClient`.
   */
  trace(): SubscriptionTrace | null
  /** For connections: records something. */
  note(note: InspectorNote): void
  /** For connections: a step of the connection machine, recorded when it changed something visible. */
  watch(before: MachineState, after: MachineState, event: MachineEvent): void
  /** For connections: the subscription whose steps follow. */
  begin(state: SubscriptionState, feed: FeedDefinition): void
  /** For connections: a step of the subscription machine. */
  step(input: SubscriptionInput, after: SubscriptionState): void
}

/**
 * Creates an inspector for one connection, which takes it as its `inspector` option.
 *
 * @example
 * const inspector = createInspector()
 * const connection = createConnection({ feed, url: '', filter: { all: true }, inspector })
 * console.table(inspector.entries())
 */
export function createInspector(options: InspectorOptions = {}): Inspector {
  const { limit = 500, traceLimit = 2000, marks = true, platform = browserPlatform } = options
  const recorder = createTraceRecorder(traceLimit, options.trace ?? false)
  const listeners = createListeners<InspectorEntry>()
  // A ring: the entry numbered n is at n modulo limit.
  let ring: InspectorEntry[] = []
  let count = 0
  let firstKept = 1

  function note(given: InspectorNote): void {
    count++
    const entry = { ...given, atMs: platform.clock.nowMs(), number: count }
    ring[count % limit] = entry
    // Browsers never drop marks: not one for every frame.
    if (marks && given.type !== 'frame' && given.type !== 'delivery') mark(entry)
    listeners.emit(entry)
  }

  function mark(entry: InspectorEntry): void {
    try {
      platform.mark(`streamgauge:${entry.type}`, entry)
    } catch {
      // A page that has replaced `performance` loses its marks, not its connection.
    }
  }

  return {
    entries() {
      const first = Math.max(firstKept, count - limit + 1)
      return Array.from({ length: Math.max(0, count - first + 1) }, (_, index) => {
        return ring[(first + index) % limit] as InspectorEntry
      })
    },
    subscribe: listeners.add,
    clear() {
      ring = []
      firstKept = count + 1
    },
    trace: recorder.trace,
    note,
    begin: recorder.begin,
    step: recorder.record,
    watch(before, after, { type }) {
      if (after.generation !== before.generation && after.status.status === 'connecting') {
        note({ type: 'request', attempt: after.attempt, lastEventId: after.lastEventId })
      }
      const { status } = after.status
      const detail = detailOf(after.status)
      if (status !== before.status.status || detail !== detailOf(before.status)) {
        note({ type: 'status', status, detail, by: type })
      }
      const { lastError } = after
      if (lastError !== null && lastError !== before.lastError) {
        note({ type: 'trouble', code: lastError.code, httpStatus: lastError.status ?? null })
      }
    },
  }
}

/** What of a status is recorded: not the times that change with every byte, and no contents. */
function detailOf(status: ConnectionStatus): string {
  switch (status.status) {
    case 'open':
      return [
        status.phase,
        ...(status.isFresh ? [] : ['not fresh']),
        ...(status.degradedReason === null ? [] : [status.degradedReason]),
      ].join(', ')
    case 'connecting':
    case 'waiting':
      return status.cause
    case 'paused':
      return status.reasons.join(', ')
    case 'failed':
      return status.error.code
    case 'closed':
      return status.by
    case 'idle':
      return ''
  }
}
