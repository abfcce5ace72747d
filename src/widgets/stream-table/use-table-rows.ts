/** Where the rows of a table of payment streams come from: the session's store, or stream objects. */
import { useMemo } from 'react'
import { type PaymentsStoreState, selectPhase } from '../../feeds/payments/selectors.ts'
import type { MoneyError } from '../../money/errors.ts'
import { type GaugeError, providerMissing } from '../../react/errors.ts'
import type { Freshness } from '../../react/freshness.ts'
import { isProvided, useGauge } from '../../react/session-context.ts'
import {
  createGivenRecords,
  createStoreRecords,
  type StreamRecords,
} from '../../react/stream-records.ts'
import { type BalancePhase, type GivenStream, phaseOfError } from '../../react/stream-summary.ts'
import { arrivalError, selectArrival } from '../../react/use-account-summary.ts'
import { useConnectionHealth } from '../../react/use-connection.ts'
import { useFollow } from '../../react/use-follow.ts'
import { useGaugeState } from '../../react/use-stream.ts'
import type { Selector } from '../../store/selectors.ts'

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
