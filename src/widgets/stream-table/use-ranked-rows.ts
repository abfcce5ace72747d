/**
 * The rows of a table of payment streams in their order. Ranks them when the user changes the sort or a filter, and otherwise
 * at most once a second, however many events there are. In between, rows are the same objects, so only rows whose stream has
 * changed render.
 *
 * R1 What takes a few milliseconds is done while rendering, so the rows of a short table are those of each render, on a
 *    server as well. The rest is done in slices, between which the page paints and answers.
 * R2 Until the new rows are ranked, the previous ones are shown. Rows that were not on screen are rendered in slices.
 * R3 Work in progress continues if columns are new objects at every render, and is abandoned if the user's choices change.
 */
import { startTransition, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { AccrualStatus } from '../../money/accrual.ts'
import { MoneyError } from '../../money/errors.ts'
import { orMoneyError } from '../../react/errors.ts'
import { statusOverTime } from '../../react/runway.ts'
import { useGauge } from '../../react/session-context.ts'
import type { StreamRecord, StreamRecords } from '../../react/stream-records.ts'
import { createThrottledSource } from '../../react/throttled-source.ts'
import { useTickedValue, type ValueOverTime } from '../../react/use-ticked-value.ts'
import { createRankRunner, isSameChoice, type RankAnswer, type RankRequest } from './rank-runner.ts'
import type { Ranking } from './ranking.ts'
import type { TableColumn } from './table-columns.ts'

/** How long an order stays. */
const rankIntervalMs = 1000
/** From this many rows on, a new order may replace every row on screen. */
const manyRows = 60
/** How long ranked rows may wait for their transition on a page that renders all the time. */
const maxTransitionMs = 300

/** What rows are ranked by, as the table has it. */
export type RowsRequest = Omit<RankRequest, 'statusOf' | 'textOf'>

/** Rows in their order, with what they were ranked by; null before the first ones. */
export function useRankedRows(ranking: Ranking, asked: RowsRequest): RankAnswer | null {
  const { records, columns, sort, statuses, text, locale, totals, asOfMs } = asked
  const { ticker, platform } = useGauge().session
  const { timers, clock } = platform
  const version = useVersion(records)
  const sorted = columns.find(({ id }) => id === sort?.column)
  const changesWithTime = asOfMs === null && (sorted?.isMoving === true || statuses !== null)
  const second = useTickedValue(changesWithTime ? everySecond : null)
  const readers = useMemo(() => createRowReaders(columns), [columns])
  const request = useMemo<RankRequest>(
    () => ({ records, columns, sort, statuses, text, locale, totals, asOfMs, ...readers }),
    [records, columns, sort, statuses, text, locale, totals, asOfMs, readers],
  )
  const runner = useMemo(
    () => createRankRunner(ranking, clock, () => ticker.shownMs()),
    [ranking, clock, ticker],
  )
  const isWhole = useIsOnServer()
  const [kept, setKept] = useState<KeptAnswer | null>(null)
  const before = kept?.answer.request.records === records ? kept.answer : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: version and second say that rows have changed
  const found = useMemo(() => {
    const answer = isWhole ? runner.finish(request) : runner.work(request)
    return { answer, isDirect: answer !== null && hasFewNewRows(before, answer) }
  }, [runner, request, version, second])
  const isNew = found.isDirect && kept?.found !== found && !isSameAnswer(before, found.answer)
  // While rendering, so that rows and what they were ranked by are in the same commit.
  if (isNew && found.answer) setKept({ found, answer: found.answer })

  useEffect(() => {
    if (found.isDirect && found.answer?.request === request) return
    let cancel = () => {}
    const show = (answer: RankAnswer): void => {
      // Rows that are new on the page are rendered in slices as well …
      startTransition(() => setKept({ found, answer }))
      if (answer.request !== request) cancel = timers.after(0, goOn)
      // … unless other updates render again and again, each of which makes React discard the transition.
      else cancel = timers.after(maxTransitionMs, () => setKept({ found, answer }))
    }
    const goOn = (): void => {
      const answer = attempt(() => runner.work(request))
      if (answer instanceof Failure) setKept(answer.raise)
      else if (answer === null) cancel = timers.after(0, goOn)
      else show(answer)
    }
    if (found.answer && !found.isDirect) show(found.answer)
    else cancel = timers.after(0, goOn)
    return () => cancel()
  }, [found, request, runner, timers])

  return isNew ? found.answer : before

  function useVersion(source: StreamRecords): number {
    const throttled = useMemo(
      () =>
        createThrottledSource(
          { read: source.version, subscribe: source.subscribe },
          rankIntervalMs,
          timers,
        ),
      [source],
    )
    return useSyncExternalStore(throttled.subscribe, throttled.getSnapshot, throttled.getSnapshot)
  }
}

interface KeptAnswer {
  readonly answer: RankAnswer
  /** What it followed. */
  readonly found: object
}

/** Whether they can be rendered at once: the first rows, those of a short table, and rows in the order that is shown. */
const hasFewNewRows = (before: RankAnswer | null, { ranked }: RankAnswer): boolean =>
  before === null || ranked.rows.length < manyRows || before.ranked.rows === ranked.rows

/**
 * Whether both show the same. With columns that are new objects at every render each render has another answer, and would
 * render again for it without end (R3).
 */
function isSameAnswer(a: RankAnswer | null, b: RankAnswer | null): boolean {
  if (a === null || b === null) return a === b
  const [one, other] = [a.ranked, b.ranked]
  return (
    one.rows === other.rows &&
    one.members === other.members &&
    one.counts.size === other.counts.size &&
    [...one.counts].every(([status, count]) => other.counts.get(status) === count) &&
    a.request.totals === b.request.totals &&
    isSameChoice(a.request, b.request)
  )
}

/** A function of a column has thrown. Raised in a render, so that it reaches an error boundary. */
class Failure {
  readonly raise: () => never
  constructor(error: unknown) {
    this.raise = () => {
      throw error
    }
  }
}

function attempt<Result>(run: () => Result): Result | Failure {
  try {
    return run()
  } catch (error) {
    return new Failure(error)
  }
}

const subscribeToNothing = () => () => {}

/** On a server, and in the render that takes its page over. */
const useIsOnServer = () =>
  useSyncExternalStore(
    subscribeToNothing,
    () => false,
    () => true,
  )

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
