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
  /** The status or its phase changed; `by` names the event of the machine that did it. */
  | { readonly type: 'status'; readonly status: ConnectionStatus; readonly by: string }
  /** A request was made, with this cursor. */
  | { readonly type: 'request'; readonly attempt: number; readonly lastEventId: string }
  /** A frame arrived: its kind, or the name of its event. */
  | { readonly type: 'frame'; readonly name: string; readonly lastEventId: string }
  /** So many frames were handed over together. */
  | { readonly type: 'delivery'; readonly frames: number; readonly lastEventId: string }
  /** Something failed beside the connection. */
  | { readonly type: 'trouble'; readonly code: string; readonly message: string }

export type InspectorEntry = InspectorNote & {
  /** Unix ms, local clock. */
  readonly atMs: number
  /** Counts from 1 and never skips: what is missing at the front was dropped. */
  readonly number: number
}

export interface InspectorOptions {
  /** How many entries are kept. Default 500. */
  readonly limit?: number
  /** Whether each entry is a `performance.mark` as well, named `streamgauge:<type>`. Default true. */
  readonly marks?: boolean
  /** Default: the browser's. */
  readonly platform?: Pick<Platform, 'clock' | 'mark'>
}

export interface Inspector {
  /** Oldest first; a copy. */
  entries(): readonly InspectorEntry[]
  /** Calls `listener` for every new entry. */
  subscribe(listener: (entry: InspectorEntry) => void): () => void
  clear(): void
  /** For connections: writes something down. */
  note(note: InspectorNote): void
  /** For connections: a step of the machine, written down when it changed something to be seen. */
  watch(before: MachineState, after: MachineState, event: MachineEvent): void
}

/**
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
    if (marks) platform.mark(`streamgauge:${given.type}`, entry)
    listeners.emit(entry)
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
      if (wordOf(before.status) !== wordOf(after.status)) {
        note({ type: 'status', status: after.status, by: type })
      }
      const { lastError } = after
      if (lastError !== null && lastError !== before.lastError) {
        note({ type: 'trouble', code: lastError.code, message: lastError.message })
      }
    },
  }
}

/** What of a status is worth an entry: not the times that move with every byte. */
function wordOf(status: ConnectionStatus): string {
  if (status.status === 'open') return `open ${status.phase} ${status.isFresh}`
  return status.status === 'paused' ? `paused ${status.holders.join()}` : status.status
}
