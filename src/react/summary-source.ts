/**
 * The summary of one payment stream as it changes: one object that follows the store, the connection, the motion control
 * and the clock, so that React needs a single subscription for all of them. Does not depend on React.
 *
 * U1 A snapshot is the same object until something in it changes.
 * U2 What is not needed is not subscribed to: the store for a stream that is given, the connection without one, the ticker
 *    while there is no status.
 *
 * A few lines over 250: what is computed and what is followed have to agree, so they are next to each other.
 */
import type { ConnectionError } from '../connection/errors.ts'
import type { PaymentsStoreState } from '../feeds/payments/selectors.ts'
import type { TokenInfo } from '../money/amount.ts'
import type { Cancel } from '../platform/ports.ts'
import type { TickHandle } from '../platform/ticker.ts'
import type { Selector } from '../store/selectors.ts'
import { type ConnectionHealth, debouncedOf, liveHealth, readHealth } from './connection-health.ts'
import { type StatusWithEnd, statusOverTime } from './runway.ts'
import { type Gauge, isProvided } from './session-context.ts'
import { type StreamLookup, selectLookup } from './stream-lookup.ts'
import {
  directionOf,
  displayError,
  lookupError,
  phaseOfError,
  type StreamObject,
  type StreamReference,
  type StreamSummary,
  withUnits,
} from './stream-summary.ts'
import type { ValueOverTime } from './use-ticked-value.ts'

/** What the summary depends on besides what is followed. */
export interface SummaryContext {
  readonly gauge: Gauge
  readonly locale: string | undefined
  readonly reference: StreamReference
}

export interface SummarySource {
  /** `listener` has to read the snapshot, as React does: it is computed nowhere else. */
  subscribe(listener: () => void): Cancel
  getSnapshot(): StreamSummary
  /** As the server rendered it: what the page came with, live. */
  getServerSnapshot(): StreamSummary
}

/** Creates the source for one reference. Follows nothing until it is subscribed to. */
export function createSummarySource(context: SummaryContext): SummarySource {
  return new Source(context)
}

/** What changes with events only. */
interface Facts {
  readonly stream: StreamObject | null
  readonly phase: StreamLookup['phase']
  readonly failure: ConnectionError | null
  readonly asOfMs: number | null
  readonly token: TokenInfo | null
  readonly error: StreamSummary['error']
  /** Null unless there is something to show. */
  readonly status: ValueOverTime<StatusWithEnd> | null
}

/** A class, because there are ten thousand on a page: functions of its own cost an object memory for each. */
class Source implements SummarySource {
  readonly #context: SummaryContext
  readonly #given: StreamObject | undefined
  readonly #lookup: Selector<StreamLookup, PaymentsStoreState> | null
  #facts: Facts | null = null
  #current: StatusWithEnd | null = null
  #summary: StreamSummary | null = null
  #onServer: StreamSummary | null = null
  #listener: (() => void) | null = null
  #handle: TickHandle | null = null
  /** What the ticker has asked last. */
  #ticked: Facts['status'] = null

  constructor(context: SummaryContext) {
    this.#context = context
    this.#given = withUnits(context.reference.stream)
    const id = this.#lookupId()
    this.#lookup = id === undefined ? null : selectLookup(id)
  }

  readonly subscribe = (listener: () => void): Cancel => {
    const { gauge } = this.#context
    const { session } = gauge
    const id = this.#lookupId()
    this.#listener = listener
    const notify = () => {
      listener()
      this.#schedule()
    }
    const cancels = [
      // Not while rendering, so that server rendering follows nothing, and the widgets of one commit make one request.
      id !== undefined && session.follow({ streams: [id] }),
      this.#lookup && session.store.subscribe(notify),
      this.#healthId() !== undefined && debouncedOf(session)?.subscribe(notify),
      session.ticker.subscribe(notify),
    ]
    this.#schedule()
    return () => {
      this.#listener = null
      this.#handle?.remove()
      this.#handle = this.#ticked = null
      for (const cancel of cancels) if (cancel) cancel()
    }
  }

  readonly getSnapshot = (): StreamSummary => {
    const { session } = this.#context.gauge
    const id = this.#healthId()
    const health =
      id === undefined ? liveHealth : readHealth(session, id, this.#given !== undefined)
    const lookup = this.#lookup?.(session.store.getState()) ?? null
    const facts = this.#factsOf(lookup, health, this.#facts)
    if (facts !== this.#facts) {
      this.#current = facts.status?.valueAt(session.ticker.shownMs()) ?? null
      this.#facts = facts
    }
    const { freshness } = health
    const { isPaused } = session.ticker.getSnapshot()
    this.#summary = this.#summaryOf(facts, freshness, isPaused, this.#current, this.#summary)
    return this.#summary
  }

  readonly getServerSnapshot = (): StreamSummary => {
    if (this.#onServer) return this.#onServer
    const { session, renderedAtMs } = this.#context.gauge
    const { store, ticker } = session
    const lookup = this.#lookup?.(store.getInitialState()) ?? null
    const facts = this.#factsOf(lookup, liveHealth, null)
    const status = facts.status?.valueAt(renderedAtMs ?? ticker.shownMs()) ?? null
    const { isPaused } = ticker.getSnapshot()
    this.#onServer = this.#summaryOf(facts, 'live', isPaused, status, null)
    return this.#onServer
  }

  /** The id that was asked for. JavaScript passes null for one that it does not have yet. */
  #wantedId(): string | undefined {
    return this.#given ? undefined : (this.#context.reference.streamId ?? undefined)
  }

  #lookupId(): string | undefined {
    return isProvided(this.#context.gauge) ? this.#wantedId() : undefined
  }

  #healthId(): string | undefined {
    return this.#given ? this.#given.streamId : this.#lookupId()
  }

  #factsOf(lookup: StreamLookup | null, health: ConnectionHealth, before: Facts | null): Facts {
    const { gauge, locale, reference } = this.#context
    const stream = this.#given ?? lookup?.stream ?? null
    const phase = lookup?.phase ?? 'ready'
    const { failure, asOfMs } = health
    const isSame = before && before.stream === stream && before.phase === phase
    if (isSame && before.failure === failure && before.asOfMs === asOfMs) return before
    const streamId = this.#wantedId()
    const hasProvider = isProvided(gauge)
    const token = tokenOf(reference, stream?.tokenAddress, gauge, before?.token ?? null)
    // The same error as long as what it is about is the same.
    const error =
      isSame && (stream || before.failure === failure)
        ? before.error
        : stream
          ? displayError(stream, token, locale)
          : lookupError({ phase, streamId, failure, hasProvider })
    const status =
      stream && error === null
        ? statusOverTime(stream, reference.criticalWithinSeconds, asOfMs)
        : null
    return { stream, phase, failure, asOfMs, token, error, status }
  }

  /** U1 */
  #summaryOf(
    facts: Facts,
    freshness: StreamSummary['freshness'],
    isPaused: boolean,
    current: StatusWithEnd | null,
    before: StreamSummary | null,
  ): StreamSummary {
    const { reference, gauge } = this.#context
    const { stream, token, error, asOfMs } = facts
    const isCritical = current === 'critical'
    const isEndingSoon = isCritical || current === 'soon'
    const status = isEndingSoon ? 'streaming' : current
    const isTicking = status === 'streaming' && asOfMs === null && !isPaused
    if (
      before?.stream === stream &&
      before.token === token &&
      before.error === error &&
      before.asOfMs === asOfMs &&
      before.freshness === freshness &&
      before.status === status &&
      before.isEndingSoon === isEndingSoon &&
      before.isCritical === isCritical &&
      before.isTicking === isTicking
    ) {
      return before
    }
    return {
      phase: facts.status ? 'ready' : phaseOfError(error),
      error,
      status,
      direction: reference.direction ?? directionOf(stream, gauge.session.account),
      freshness,
      asOfMs,
      isEndingSoon,
      isCritical,
      isTicking,
      stream,
      streamId: stream ? stream.streamId : (reference.streamId ?? undefined),
      token,
    }
  }

  /** Asks the ticker for the next change of the status that is shown now. U2 */
  #schedule(): void {
    if (!this.#listener) return
    const status = this.#facts?.status ?? null
    if (status === this.#ticked) return
    this.#ticked = status
    if (!status) {
      this.#handle?.remove()
      this.#handle = null
    } else if (this.#handle) this.#handle.invalidate()
    else this.#handle = this.#context.gauge.session.ticker.add(this)
  }

  /** For the ticker. */
  nextChangeMs(afterMs: number): number | null {
    return this.#facts?.status?.nextChangeMs(afterMs) ?? null
  }

  write(nowMs: number): void {
    const current = this.#facts?.status?.valueAt(nowMs) ?? null
    if (current === this.#current) return
    this.#current = current
    this.#listener?.()
  }
}

/** The token, with the decimals that were given. The same object for the same token. */
function tokenOf(
  { token, decimals }: StreamReference,
  address: string | undefined,
  { tokens }: Gauge,
  before: TokenInfo | null,
): TokenInfo | null {
  const known = token ?? (address === undefined ? null : tokens(address))
  const next = decimals === undefined ? known : { ...known, symbol: known?.symbol ?? '', decimals }
  if (next?.decimals === undefined) return null
  const fields = ['symbol', 'decimals', 'shownDecimals'] as const
  return before && fields.every((name) => before[name] === next[name]) ? before : next
}
