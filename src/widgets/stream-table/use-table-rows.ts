/**
 * The rows of a table of payment streams in their order. Ranks them when something was changed by the user, and else at most
 * once a second, however many events there are; between two times rows are the same objects, so nothing renders but those
 * whose stream has changed.
 */
import { useMemo, useSyncExternalStore } from 'react'
import { type PaymentsStoreState, selectPhase } from '../../feeds/payments/selectors.ts'
import type { AccrualStatus } from '../../money/accrual.ts'
import { MoneyError } from '../../money/errors.ts'
import { type GaugeError, orMoneyError, providerMissing } from '../../react/errors.ts'
import type { Freshness } from '../../react/freshness.ts'
import { statusOverTime } from '../../react/runway.ts'
import { isProvided, useGauge } from '../../react/session-context.ts'
import {
  createGivenRecords,
  createStoreRecords,
  type StreamRecord,
  type StreamRecords,
} from '../../react/stream-records.ts'
import { createThrottledSource } from '../../react/throttled-source.ts'
import { arrivalError, selectArrival } from '../../react/use-account-summary.ts'
import { useConnectionHealth } from '../../react/use-connection.ts'
import { useFollow } from '../../react/use-follow.ts'
import { useGaugeState } from '../../react/use-stream.ts'
import {
  type BalancePhase,
  type GivenStream,
  phaseOfError,
} from '../../react/stream-summary.ts'
import { useTickedValue, type ValueOverTime } from '../../react/use-ticked-value.ts'
import type { Selector } from '../../store/selectors.ts'
import type { RankedStreams, Ranking, RankOptions } from './ranking.ts'
import type { TableColumn } from './table-columns.ts'

/** How long an order stays. */
export const rankIntervalMs = 1000

/** Which payment streams a table shows. */
export interface StreamTableSource {
  /**
   * The account (`G…`): its streams are followed while this is mounted. Default: that of the provider. Without either the
   * table shows all streams that the page follows, and adds nothing to them.
   */
  readonly account?: string | undefined
  /** The streams themselves; need no connection and win over those of the store. Undefined with an `account`: the store's. */
  readonly streams?: readonly GivenStream[] | undefined
}

/** The streams of a table, and why there may be none. */
export interface TableRecords {
  readonly records: StreamRecords
  readonly account: string | null
  readonly phase: BalancePhase
  readonly error: GaugeError | MoneyError | null
  readonly freshness: Freshness
  readonly asOfMs: number | null
}

/** Where the rows come from. */
export function useTableRecords({ account: given, streams }: StreamTableSource): TableRecords {
  const gauge = useGauge()
  const { session } = gauge
  const account = given ?? session.account
  const isGiven = streams !== undefined
  const hasProvider = isProvided(gauge)
  const isAsked = !isGiven && hasProvider
  useFollow(isAsked && account !== null ? { users: [account] } : {})
  const objects = useMemo(() => (isGiven ? createGivenRecords() : null), [isGiven])
  // During the render, so that the rows of this render are those of its streams.
  useMemo(() => objects?.setStreams(streams ?? []), [objects, streams])
  const stored = useMemo(
    () =>
      createStoreRecords(
        session,
        ({ sender, recipient }) => account === null || sender === account || recipient === account,
      ),
    [session, account],
  )
  const records = objects ?? stored
  const arrival = useGaugeState(
    useMemo<Selector<'loading' | 'ready' | 'left_out', PaymentsStoreState> | null>(
      () => (!isAsked ? null : account === null ? selectPhase() : selectArrival(account)),
      [isAsked, account],
    ),
  )
  const first = streams?.[0]?.streamId
  const { freshness, asOfMs, failure } = useConnectionHealth(
    isGiven ? first : (account ?? ''),
    isGiven,
  )
  const error = useMemo(
    () =>
      isGiven
        ? null
        : hasProvider
          ? arrivalError({ arrival, account: account ?? '', failure, isUnprovided: false })
          : providerMissing(),
    [isGiven, hasProvider, arrival, account, failure],
  )
  const isReady = isGiven || arrival === 'ready'
  const phase: BalancePhase = !isReady
    ? phaseOfError(error)
    : records.list().length > 0
      ? 'ready'
      : 'empty'
  return { records, account, phase, error: isReady ? null : error, freshness, asOfMs }
}

type RowOptions = Omit<RankOptions, 'records' | 'atMs' | 'statusOf' | 'textOf'> & {
  readonly asOfMs: number | null
}

/** The rows as they are shown, before their order is held. */
export function useRankedRows(
  ranking: Ranking,
  records: StreamRecords,
  options: RowOptions,
): RankedStreams {
  const { columns, hidden, sort, statuses, text, locale, asOfMs } = options
  const { session } = useGauge()
  const { ticker, platform } = session
  const version = useVersion(records)
  const sorted = columns.find(({ id }) => id === sort?.column)
  const changesWithTime = asOfMs === null && (sorted?.isMoving === true || statuses !== null)
  const second = useTickedValue(changesWithTime ? everySecond : null)
  const readers = useMemo(() => createRowReaders(columns), [columns])
  // biome-ignore lint/correctness/useExhaustiveDependencies: version and second say that rows have changed
  return useMemo(
    () =>
      ranking.rank({
        records: records.list(),
        ...{ columns, hidden, sort, statuses, text, locale },
        ...readers,
        atMs: asOfMs ?? ticker.shownMs(),
      }),
    // biome-ignore format: one line
    [ranking, records, version, second, columns, hidden, sort, statuses, text, locale, readers, asOfMs, ticker],
  )

  function useVersion(source: StreamRecords): number {
    const throttled = useMemo(
      () =>
        createThrottledSource(
          { read: source.version, subscribe: source.subscribe },
          rankIntervalMs,
          platform.timers,
        ),
      [source],
    )
    return useSyncExternalStore(throttled.subscribe, throttled.getSnapshot, throttled.getSnapshot)
  }
}

const everySecond: ValueOverTime<number> = {
  valueAt: (nowMs) => Math.floor(nowMs / rankIntervalMs),
  nextChangeMs: (afterMs) => (Math.floor(afterMs / rankIntervalMs) + 1) * rankIntervalMs,
}

/** What filters read of a row. They remember it for each stream, which is another object after an event. */
function createRowReaders(columns: readonly TableColumn[]) {
  return {
    statusOf({ stream }: StreamRecord): ValueOverTime<AccrualStatus> | null {
      const found = orMoneyError(() => statusOverTime(stream, undefined))
      if (found instanceof MoneyError) return null
      return {
        valueAt(nowMs) {
          const status = found.valueAt(nowMs)
          return status === 'soon' || status === 'critical' ? 'streaming' : status
        },
        nextChangeMs: found.nextChangeMs,
      }
    },
    textOf: ({ stream }: StreamRecord) =>
      columns
        .flatMap((column) => column.text?.(stream) ?? [])
        .join('\n')
        .toLowerCase(),
  }
}
