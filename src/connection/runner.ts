/**
 * Performs what the machine asks for: the request, the one timer, the announcements; and tells the
 * machine what happened. The only place where the pure half meets the world. Decides nothing.
 */
import type { Cancel, Platform } from '../platform/ports.ts'
import type { ParsedFrame } from '../protocol/frame-parser.ts'
import type { RunAttempt } from './attempt.ts'
import type { Inspector } from './inspector.ts'
import { createListeners, type ReportError } from './listeners.ts'
import { isAtRest, transition } from './machine.ts'
import {
  type AttemptEvent,
  type ControlEvent,
  type CursorEvent,
  createMachine,
  type Effect,
  type MachineEvent,
  type MachineRules,
  type MachineState,
  type WorldEvent,
} from './machine-state.ts'
import type { PauseHolder } from './status.ts'

/** What a connection says about itself, without the generation that the runner adds. */
export type Report = AttemptEvent extends infer E
  ? E extends AttemptEvent
    ? Omit<E, 'generation'>
    : never
  : never

/** A connection that has just opened. */
export interface Opening {
  readonly resumedFrom: string
  /** When its request left; monotonic ms. */
  readonly sentMonotonicMs: number
  /** Aborted when this connection is over. */
  readonly signal: AbortSignal
}

export interface RunnerListener {
  /** A request is about to be made, with the cursor as it stands after this call. */
  requesting?(): void
  opened?(opening: Opening): void
  frame(frame: ParsedFrame): void
  /** A cursor was committed by the parser, with or without a frame. */
  id(id: string): void
  comment?(text: string): void
  /** All frames of a chunk were handed out. */
  chunkRead?(): void
  /** Listeners are about to be told of a new state. */
  announcing(): void
}

export interface RunnerOptions {
  readonly platform: Pick<Platform, 'clock' | 'timers' | 'random' | 'page'>
  readonly rules: MachineRules
  readonly attempt: RunAttempt
  readonly hiddenPauseMs?: number | null | undefined
  readonly inspector?: Inspector | undefined
  readonly lastEventId?: string | undefined
  readonly report?: ReportError | undefined
  readonly signal?: AbortSignal | undefined
  readonly on: RunnerListener
}

export interface Runner {
  state(): MachineState
  send(event: ControlEvent | CursorEvent | WorldEvent): void
  /** Speaks for the connection of this moment. */
  report(event: Report): void
  /** Has listeners told within a second. */
  announceSoon(): void
  subscribe(listener: () => void): () => void
  /** Resolves when the request under way, if any, has let go of everything. */
  settled(): Promise<void>
}

/** What changes with every byte is announced this late, together. */
const announceDelayMs = 1000

export function createRunner(options: RunnerOptions): Runner {
  const { platform, on, inspector, hiddenPauseMs = null } = options
  const { clock, timers, random, page } = platform
  const listeners = createListeners<void>(options.report)
  let state = createMachine(options.rules, options.lastEventId)
  let abort = new AbortController()
  let attempt: Promise<void> = Promise.resolve()
  let cancelTimer = () => {}
  let cancelSoon: (() => void) | null = null
  let leavePage: Cancel | null = null
  let cancelHiding: Cancel | null = null

  function send(event: MachineEvent): void {
    const moment = {
      nowMs: clock.nowMs(),
      monotonicMs: clock.monotonicMs(),
      dice: random.next(),
    }
    const before = state
    const [next, effects] = transition(before, event, moment)
    state = next
    inspector?.watch(before, next, event)
    for (const effect of effects) {
      // Performing calls strangers, who may close or retry; their transition did its own effects.
      if (state.generation !== next.generation) return
      perform(effect)
    }
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
            ? () => {}
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
    watchPage()
    watchSignal()
    on.announcing()
    listeners.emit()
  }

  function announceSoon(): void {
    cancelSoon ??= timers.after(announceDelayMs, announceNow)
  }

  /** A connection at rest holds on to nothing, so that it can be forgotten. */
  function watchPage(): void {
    if (isAtRest(state.status)) {
      leavePage?.()
      leavePage = null
      cancelHiding?.()
      cancelHiding = null
    } else {
      leavePage ??= page.subscribe(lookAtPage)
    }
  }

  function lookAtPage(): void {
    const isHidden = page.isHidden()
    hold('frozen', page.isFrozen())
    hold('offline', !page.isOnline())
    if (isHidden) {
      if (hiddenPauseMs !== null) {
        cancelHiding ??= timers.after(hiddenPauseMs, () => hold('hidden', true))
      }
      return
    }
    cancelHiding?.()
    cancelHiding = null
    hold('hidden', false)
    send({ type: 'woke' })
  }

  function hold(holder: PauseHolder, isHeld: boolean): void {
    if (isHeld !== state.holders.includes(holder)) {
      send({ type: isHeld ? 'hold' : 'release', holder })
    }
  }

  function request(isRefresh: boolean): void {
    const { generation } = state
    on.requesting?.()
    // Somebody who was told of something has closed it.
    if (state.generation !== generation) return
    abort = new AbortController()
    const { signal } = abort
    const { lastEventId: resumedFrom } = state
    const say = (event: Report) => send({ ...event, generation } as AttemptEvent)
    let sentMonotonicMs = clock.monotonicMs()
    attempt = options.attempt(
      resumedFrom,
      { signal, isRefresh },
      {
        sent() {
          sentMonotonicMs = clock.monotonicMs()
        },
        head() {
          say({ type: 'head' })
          if (!signal.aborted) on.opened?.({ resumedFrom, sentMonotonicMs, signal })
        },
        refused: (verdict, error, retryAfterMs) =>
          say({ type: 'refused', verdict, error, retryAfterMs }),
        lost: (error) => say({ type: 'lost', error }),
        bytes: () => say({ type: 'bytes' }),
        chunkRead: () => on.chunkRead?.(),
        frame: (frame) => on.frame(frame),
        id: (id) => on.id(id),
        retryField: (delayMs) => say({ type: 'retry_field', delayMs }),
        comment: (text) => on.comment?.(text),
      },
    )
  }

  const closeOnAbort = () => send({ type: 'close' })

  /** A closed connection leaves no listener on a signal that may live as long as the page. */
  function watchSignal(): void {
    const { signal } = options
    if (state.status.status === 'closed') signal?.removeEventListener('abort', closeOnAbort)
    else signal?.addEventListener('abort', closeOnAbort)
  }

  watchSignal()

  return {
    state: () => state,
    send(event) {
      if (event.type === 'retry_now' && isAtRest(state.status)) lookAtPage()
      if (event.type === 'open') {
        if (options.signal?.aborted) return send({ type: 'close' })
        lookAtPage()
      }
      send(event)
    },
    report: (event) => send({ ...event, generation: state.generation } as AttemptEvent),
    announceSoon,
    subscribe: (listener) => listeners.add(listener),
    settled: () => attempt,
  }
}
