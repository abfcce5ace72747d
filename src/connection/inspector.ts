/**
 * A flight recorder: the last things that happened to a connection, for a developer who asks "what
 * was that?" afterwards. Bounded, and nothing at all unless one is handed in. Keeps no contents of
 * events and no credentials: a recording may be pasted into a bug report.
 */
import { browserPlatform } from '../platform/browser.ts'
import type { Platform } from '../platform/ports.ts'
import { createListeners } from './listeners.ts'
import type { MachineEvent, MachineState } from './machine-state.ts'
import type { ConnectionStatus } from './status.ts'

/** What is written down, beside when. */
export type InspectorNote =
  /**
   * The status changed, or what is worth telling of it: its phase and freshness, cause, holders, who ended
   * it or the code of its error. `by` names the event of the machine that did it.
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
  /** So many frames were handed over together. */
  | { readonly type: 'delivery'; readonly frames: number; readonly lastEventId: string }
  /** Something failed beside the connection. */
  | { readonly type: 'trouble'; readonly code: string; readonly httpStatus: number | null }

export type InspectorEntry = InspectorNote & {
  /** Unix ms, local clock. */
  readonly atMs: number
  /** Counts from 1 and never skips: what is missing at the front was dropped. */
  readonly number: number
}

export interface InspectorOptions {
  /** How many entries are kept, at least 1. Default 500. */
  readonly limit?: number
  /**
   * Whether entries are `performance.mark`s as well, named `streamgauge:<type>`; frames and deliveries
   * never are. Default true.
   */
  readonly marks?: boolean
  /** Default: the browser's. */
  readonly platform?: Pick<Platform, 'clock' | 'mark'>
}

export interface Inspector {
  /** Oldest first; a copy. */
  entries(): readonly InspectorEntry[]
  /** Calls `listener` for every new entry. */
  subscribe(listener: (entry: InspectorEntry) => void): () => void
  /** Forgets the entries; their numbers go on. */
  clear(): void
  /** For connections: writes something down. */
  note(note: InspectorNote): void
  /** For connections: a step of the machine, written down when it changed something to be seen. */
  watch(before: MachineState, after: MachineState, event: MachineEvent): void
}

/**
 * Makes an inspector, to be handed to one connection as its `inspector`. It records from then on.
 *
 * @example
 * const inspector = createInspector()
 * const connection = createConnection({ url: '', filter: { all: true }, inspector })
 * console.table(inspector.entries())
 */
export function createInspector(options: InspectorOptions = {}): Inspector {
  const { limit = 500, marks = true, platform = browserPlatform } = options
  const listeners = createListeners<InspectorEntry>()
  // A ring: the entry numbered n stands at n modulo limit.
  let ring: InspectorEntry[] = []
  let count = 0
  let firstKept = 1

  function note(given: InspectorNote): void {
    count++
    const entry = { ...given, atMs: platform.clock.nowMs(), number: count }
    ring[count % limit] = entry
    // Marks are kept by the browser for ever: not one for every frame.
    if (marks && given.type !== 'frame' && given.type !== 'delivery') mark(entry)
    listeners.emit(entry)
  }

  function mark(entry: InspectorEntry): void {
    try {
      platform.mark(`streamgauge:${entry.type}`, entry)
    } catch {
      // A page that has replaced `performance` by something else loses its marks, not its connection.
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
    note,
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

/** What of a status is worth an entry: not the times that move with every byte, and no contents. */
function detailOf(status: ConnectionStatus): string {
  switch (status.status) {
    case 'open':
      return status.isFresh ? status.phase : `${status.phase}, not fresh`
    case 'connecting':
    case 'waiting':
      return status.cause
    case 'paused':
      return status.holders.join(', ')
    case 'failed':
      return status.error.code
    case 'closed':
      return status.by
    case 'idle':
      return ''
  }
}
