/**
 * What is shown about one token of an account besides its balance: what flows, whether anything does, and which
 * deposit runs out first. Changes with events and at certain times, never because a balance moved. Pure.
 */
import { depletionSecond } from '../money/accrual.ts'
import type { TokenTotals } from './account-totals.ts'
import { statusOverTime } from './runway.ts'
import type { StreamObject } from './stream-summary.ts'
import type { ValueOverTime } from './use-ticked-value.ts'

/**
 * Of all streams together. `streaming`: money flows. Otherwise nothing does: `paused` if a stream is paused,
 * `pending` if one will start, `settled` if all deposits have streamed, `completed` if every stream has ended.
 */
export type TotalStatus = 'pending' | 'streaming' | 'paused' | 'settled' | 'completed'

/** The outgoing stream whose deposit runs out first. */
export interface FirstDepletion {
  /** That stream. */
  readonly stream: StreamObject
  /** When its deposit has streamed, Unix ms. */
  readonly endsAtMs: number
}

/** The figures of one token. Rates are units per second, never below 0. */
export interface TotalFigures {
  readonly status: TotalStatus
  readonly incomingPerSecond: bigint
  readonly outgoingPerSecond: bigint
  /** Null if no deposit of an outgoing stream runs out. */
  readonly runway: FirstDepletion | null
  readonly isEndingSoon: boolean
  readonly isCritical: boolean
}

/** The status of all streams of a token together. */
export function statusAt(totals: TokenTotals, atMs: number): TotalStatus {
  const { incoming, outgoing, pausedStreams, incomingStreams, outgoingStreams } = totals
  const isMoving = [incoming, outgoing].some((side) => {
    const { growing, shrinking } = side.movingAt({ atMs })
    return growing + shrinking > 0
  })
  if (isMoving) return 'streaming'
  if (pausedStreams > 0) return 'paused'
  if (nextBreakpointMs(totals, atMs) !== null) return 'pending'
  return incomingStreams + outgoingStreams > 0 ? 'settled' : 'completed'
}

function nextBreakpointMs({ incoming, outgoing }: TokenTotals, atMs: number): number | null {
  return earliest(incoming.nextBreakpointMs({ atMs }), outgoing.nextBreakpointMs({ atMs }))
}

function earliest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other)
}

/** Figures over time: a value that names them, for a hook that renders when it changes. */
export interface FiguresOverTime extends ValueOverTime<string> {
  /** The figures behind the value that was asked for last. */
  latest(): TotalFigures
}

/**
 * @param criticalSeconds as for the status of one stream
 * @param asOfMs the time that they are frozen at; null: they change as time passes
 */
export function figuresOverTime(
  totals: TokenTotals,
  criticalSeconds: number | undefined,
  asOfMs: number | null,
): FiguresOverTime {
  let figures: TotalFigures | null = null

  function endOf(atMs: number) {
    const stream = totals.firstToDeplete(atMs)
    return stream && { stream, status: statusOverTime(stream, criticalSeconds, asOfMs) }
  }

  function figuresAt(atMs: number): TotalFigures {
    const end = endOf(atMs)
    const status = end?.status.valueAt(atMs)
    return {
      status: statusAt(totals, atMs),
      incomingPerSecond: totals.incoming.rateAt({ atMs }),
      outgoingPerSecond: -totals.outgoing.rateAt({ atMs }),
      runway: end && { stream: end.stream, endsAtMs: (depletionSecond(end.stream) ?? 0) * 1000 },
      isEndingSoon: status === 'soon' || status === 'critical',
      isCritical: status === 'critical',
    }
  }

  return {
    valueAt(nowMs) {
      figures = figuresAt(asOfMs ?? nowMs)
      const { runway, ...rest } = figures
      return `${Object.values(rest)} ${runway?.stream.streamId} ${runway?.endsAtMs}`
    },
    nextChangeMs(afterMs) {
      if (asOfMs !== null) return null
      return earliest(
        nextBreakpointMs(totals, afterMs),
        endOf(afterMs)?.status.nextChangeMs(afterMs) ?? null,
      )
    },
    latest: () => figures ?? figuresAt(asOfMs ?? 0),
  }
}
