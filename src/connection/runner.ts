/**
 * Performs what the connection machine asks for: the request, the one timer, the announcements; and
 * reports to the machine what happened. The only place where machine and platform meet. Decides nothing.
 */
import type { Platform } from '../platform/ports.ts'
import type { AttemptListener, ResponseListener, RunAttempt } from './attempt.ts'
import type { Inspector } from './inspector.ts'
import { createListeners, type ReportError } from './listeners.ts'
import { transition } from './machine.ts'
import { isAtRest } from './machine-connect.ts'
import {
  type AttemptEvent,
  type ControlEvent,
  type CursorEvent,
  createMachine,
  type Effect,
  type MachineEvent,
  type MachineRules,
  type MachineState,
  type Report,
  type WorldEvent,
} from './machine-state.ts'
import { createPageWatch } from './page-watch.ts'

/** A connection that has just opened. */
export interface Opening {
  readonly resumedFrom: string
  /** When its request left; monotonic ms. */
  readonly sentMonotonicMs: number
  /** Aborted when this connection is over. */
  readonly signal: AbortSignal
}

/** What a client does with its connection: it gets the response as the attempt reads it. */
export interface ConnectionListener
  extends Pick<ResponseListener, 'frame' | 'id'>,
    Partial<Pick<ResponseListener, 'comment' | 'chunkRead'>> {
  /** A request is about to be made, with the cursor as it is after this call. */
  requesting?(): void
  opened?(opening: Opening): void
  /** A navigation begins, and may abort the request. */
  leaving?(): void
  /** Listeners are about to be called for a new state. */
  announcing(): void
}

export interface RunnerOptions {
  readonly platform: Pick<Platform, 'clock' | 'timers' | 'random' | 'page'>
  readonly rules: MachineRules
  readonly attempt: RunAttempt
  readonly hiddenPauseMs?: number | null | undefined
  readonly inspector?: Inspector | undefined
  readonly initialLastEventId?: string | undefined
  readonly onListenerError?: ReportError | undefined
  readonly signal?: AbortSignal | undefined
  readonly on: ConnectionListener
}

export interface Runner {
  state(): MachineState
  send(event: ControlEvent | CursorEvent | WorldEvent): void
  /** For the connection that is open now. */
  report(event: Report): void
  /** Calls listeners within a second. */
  announceSoon(): void
  subscribe(listener: () => void): () => void
  /** Resolves when the request under way, if any, has released everything. */
  settled(): Promise<void>
}

/** What changes with every byte is announced this late, together. */
const announceDelayMs = 1000

const ignore = () => {}

export function createRunner(options: RunnerOptions): Runner {
  const { platform, on, inspector } = options
  const { clock, timers, random } = platform
  const listeners = createListeners<void>(options.onListenerError)
  let state = createMachine(options.rules, options.initialLastEventId)
  let abort = new AbortController()
  let attempt: Promise<void> = Promise.resolve()
  let cancelTimer = ignore
  let cancelSoon: (() => void) | null = null
  const page = createPageWatch(
    platform,
    options.hiddenPauseMs ?? null,
    () => state.pauseReasons,
    send,
  )

  function send(event: MachineEvent): void {
    const context = {
      nowMs: clock.nowMs(),
      monotonicMs: clock.monotonicMs(),
      random: random.next(),
    }
    const before = state
    const [next, effects] = transition(before, event, context)
    // A rule of the caller, asked in there, has closed or opened it.
    if (state !== before) return
    state = next
    inspector?.watch(before, next, event)
    for (const effect of effects) {
      // Listeners may close or retry; that transition has performed its own effects.
      if (state.generation !== next.generation) return
      perform(effect)
    }
    if (event.type === 'leaving') on.leaving?.()
  }

  function perform(effect: Effect): void {
    const { generation } = state
    switch (effect.type) {
      case 'stop':
        cancelTimer()
        abort.abort()
        break
      case 'timer':
        cancelTimer()
        cancelTimer =
          effect.delayMs === null
            ? ignore
            : timers.after(effect.delayMs, () => send({ type: 'timer', generation }))
        break
      case 'request':
        request(effect.isRefresh)
        break
      case 'announce':
        announceNow()
        break
      case 'announce_soon':
        announceSoon()
    }
  }

  function announceNow(): void {
    cancelSoon?.()
    cancelSoon = null
    page.setWatching(!isAtRest(state.status))
    watchSignal()
    on.announcing()
    listeners.emit()
  }

  function announceSoon(): void {
    cancelSoon ??= timers.after(announceDelayMs, announceNow)
  }

  function request(isRefresh: boolean): void {
    const { generation } = state
    on.requesting?.()
    // A listener that received something has closed it.
    if (state.generation !== generation) return
    abort = new AbortController()
    const { signal } = abort
    const { lastEventId: resumedFrom } = state
    const report = (event: Report) => send({ ...event, generation } as AttemptEvent)
    let sentMonotonicMs = clock.monotonicMs()
    const listener: AttemptListener = {
      chunkRead: ignore,
      ...on,
      sent() {
        sentMonotonicMs = clock.monotonicMs()
      },
      head() {
        report({ type: 'head' })
        if (!signal.aborted) on.opened?.({ resumedFrom, sentMonotonicMs, signal })
      },
      report,
      retryField: (delayMs) => report({ type: 'retry_field', delayMs }),
    }
    attempt = options.attempt(resumedFrom, { signal, isRefresh }, listener)
  }

  const closeOnAbort = () => send({ type: 'close' })

  /** A closed connection leaves no listener on a signal that may live as long as the page. */
  function watchSignal(): void {
    const isClosed = state.status.status === 'closed'
    options.signal?.[isClosed ? 'removeEventListener' : 'addEventListener']('abort', closeOnAbort)
  }

  watchSignal()

  return {
    state: () => state,
    send(event) {
      if (event.type === 'retry_now' && isAtRest(state.status)) page.check()
      if (event.type === 'open') {
        if (options.signal?.aborted) return send({ type: 'close' })
        page.check()
      }
      send(event)
    },
    report: (event) => send({ ...event, generation: state.generation } as AttemptEvent),
    announceSoon,
    subscribe: listeners.add,
    settled: () => attempt,
  }
}
