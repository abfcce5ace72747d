/**
 * The headless hook of StreamTable: the payment streams of an account, or a list of them, filtered and sorted, in an order
 * that holds still in use.
 *
 * T1 A stream that has changed is shown at once, in its place.
 * T2 Rows are ranked again at most once a second, and at once when the user sorts or filters. What the user has typed or
 *    pressed is shown before the rows that it leads to, if they take long.
 * T3 While the rows are hovered, focused or pressed they keep their places (react/use-held-order.ts).
 * T4 The totals are those of the rows that the filters leave, to the unit and at any time.
 */
import { useEffect, useMemo, useRef, useState } from 'react'
import { countOf } from '../../messages/cached-format.ts'
import { tableEnglish, unavailableEnglish } from '../../messages/english.ts'
import { streamTableEnglish } from '../../messages/stream-table/english.ts'
import type { AccrualStatus } from '../../money/accrual.ts'
import type { TokenInfo } from '../../money/amount.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useGauge } from '../../react/session-context.ts'
import type { StreamRecord } from '../../react/stream-records.ts'
import { useHeldOrder } from '../../react/use-held-order.ts'
import type { FlowPeriod } from '../account-view/rates.ts'
import { useAnnounce } from '../announcer/announcer.tsx'
import { useDataNote } from '../data-view/data-note.ts'
import { unavailableReason } from '../stream-view/unavailable.ts'
import { resolveColumns } from './built-in-columns.tsx'
import type { RankRequest } from './rank-runner.ts'
import { createRanking, type RankedStreams } from './ranking.ts'
import { roomFor } from './stream-cells.tsx'
import type {
  StreamTableFilter,
  StreamTableOptions,
  StreamTableState,
  StreamTableView,
} from './stream-table-options.ts'
import {
  columnNames,
  defaultColumns,
  type StreamTableSort,
  type TableColumn,
} from './table-columns.ts'
import { useRankedRows } from './use-ranked-rows.ts'
import { useTableRecords } from './use-table-rows.ts'
import { useSums, useTotals } from './use-table-totals.ts'

const keyOf = ({ key }: StreamRecord) => key

/** The rows of a table of payment streams. Renders when their order changes, at most once a second, and for the user. */
export function useStreamTable(options: StreamTableOptions = {}): StreamTableView {
  const { per = 'day' } = options
  const { locale } = useLanguage()
  const messages = useMessages('streamTable', streamTableEnglish)
  const reasons = useMessages('unavailable', unavailableEnglish)
  const source = useTableRecords(options)
  const { records, account, error, freshness, asOfMs } = source
  const columns = useColumns(options, account, per)
  const { filter, setFilter } = useFilter(options)
  const { sort, setSort, toggleSort } = useSort(options, columns.all)
  const { text } = filter
  // By what is in it: that of an application may be a new list at every render.
  const names = filter.statuses.join()
  const statuses = useMemo(
    () => (names === '' ? null : new Set(names.split(',') as AccrualStatus[])),
    [names],
  )
  const ranking = useMemo(() => createRanking(), [])
  const visible = useMemo(
    () => ranking.visibleColumns(columns.all, columns.hidden),
    [ranking, columns],
  )
  const sums = useSums(records, account, visible)
  const answer = useRankedRows(ranking, {
    ...{ records, columns: columns.all, sort, statuses, text, locale, asOfMs },
    totals: sums,
  })
  // Rows that are not ranked yet are not shown in another order, or before the filters.
  const phase = source.phase === 'ready' && answer === null ? 'loading' : source.phase
  const { rows: ranked, members, counts } = answer?.ranked ?? nothingRanked
  const held = useHeldOrder(ranked, { keyOf })
  const { items, newKeys, isHeld, isOutdated, showLatest, handlers } = held
  useLatestForUser(answer?.request ?? null, showLatest)

  const count = records.list().length
  const matchCount = members.length
  const isBusy =
    answer !== null &&
    choices.some((name) => answer.request[name] !== { sort, statuses, text }[name])
  useAnnouncedResult(`${names} ${text}`, {
    count,
    matchCount,
    isSettled: answer !== null && !isBusy,
  })
  const { tokens, room } = useTokens(members)
  const totals = useTotals(answer, tokens)
  const state = useMemo<StreamTableState>(
    () => ({ phase, freshness, asOfMs, count, matchCount, isHeld, isBusy }),
    [phase, freshness, asOfMs, count, matchCount, isHeld, isBusy],
  )
  const reason = unavailableReason({ phase, error })
  return {
    state,
    rows: phase === 'ready' ? items : noRows,
    account,
    columns: visible,
    allColumns: columns.all,
    toggleColumn: columns.toggle,
    sort,
    setSort,
    toggleSort,
    filter,
    setFilter,
    counts,
    totals: phase === 'ready' ? totals : null,
    room,
    newCount: newKeys.length,
    isOutdated,
    showLatest,
    handlers,
    per,
    note: useDataNote({ asOfMs, timeZone: options.timeZone }, { phase, freshness }),
    summary: phase === 'ready' ? summaryOf(count, matchCount, messages, locale) : '',
    message:
      phase === 'empty'
        ? (options.emptyText ?? messages.empty)
        : phase === 'error' && reason
          ? reasons[reason]
          : phase === 'ready' && items.length === 0
            ? messages.noMatch
            : '',
  }
}

const noRows: readonly StreamRecord[] = []
const nothingRanked: RankedStreams = { rows: noRows, members: noRows, counts: new Map() }
/** What users choose rows by. */
const choices = ['sort', 'statuses', 'text'] as const

function summaryOf(
  count: number,
  matchCount: number,
  messages: typeof streamTableEnglish,
  locale: string | undefined,
): string {
  return matchCount === count
    ? messages.streams(countOf(count, locale))
    : messages.matching({ ...countOf(matchCount, locale), total: countOf(count, locale).number })
}

/** All columns, and which of them are not shown. */
function useColumns(options: StreamTableOptions, account: string | null, per: FlowPeriod) {
  const { columns: given = columnNames, nameOf, hasAvatars = false, timeZone } = options
  const { defaultVisibleColumns, visibleColumns, onVisibleColumnsChange } = options
  const messages = useMessages('streamTable', streamTableEnglish)
  const { tokens } = useGauge()
  const all = useMemo(
    () =>
      resolveColumns(given, {
        ...{ messages, account, nameOf, hasAvatars, per, timeZone },
        tokenOf: ({ tokenAddress }) => (tokenAddress === undefined ? null : tokens(tokenAddress)),
      }),
    [given, messages, account, nameOf, hasAvatars, per, timeZone, tokens],
  )
  const [own, setOwn] = useState<readonly string[] | null>(
    defaultVisibleColumns ?? (options.columns ? null : defaultColumns),
  )
  const shown = visibleColumns ?? own
  const hidden = useMemo(
    () => new Set(shown ? all.map(({ id }) => id).filter((id) => !shown.includes(id)) : []),
    [all, shown],
  )
  return useMemo(
    () => ({
      all,
      hidden,
      toggle(id: string) {
        const ids = all.map((column) => column.id)
        const next = ids.filter((each) => (each === id) === hidden.has(each))
        if (next.length === 0) return
        setOwn(next)
        onVisibleColumnsChange?.(next)
      },
    }),
    [all, hidden, onVisibleColumnsChange],
  )
}

function useFilter(options: StreamTableOptions) {
  const { defaultFilter, filter: given, onFilterChange } = options
  const [own, setOwn] = useState<StreamTableFilter>({ text: '', statuses: [], ...defaultFilter })
  const filter = given ?? own
  return {
    filter,
    setFilter(change: Partial<StreamTableFilter>) {
      const next = { ...filter, ...change }
      setOwn(next)
      onFilterChange?.(next)
    },
  }
}

/** By what the rows are sorted. What the user has chosen is announced. */
function useSort(options: StreamTableOptions, columns: readonly TableColumn[]) {
  const { defaultSort = null, sort: given, onSortChange } = options
  const [own, setOwn] = useState<StreamTableSort | null>(defaultSort)
  const announce = useAnnounce()
  const messages = useMessages('table', tableEnglish)
  const { column, direction } = (given === undefined ? own : given) ?? {}
  const sort = useMemo(
    () => (column && direction ? { column, direction } : null),
    [column, direction],
  )
  const setSort = (next: StreamTableSort | null) => {
    setOwn(next)
    onSortChange?.(next)
    const header = columns.find(({ id }) => id === next?.column)?.header
    const order = next && header ? messages[next.direction]({ column: header }) : messages.unsorted
    announce('stream-table:sort', messages.announceSort({ order }), { isResult: true })
  }
  return {
    sort,
    setSort,
    toggleSort(id: string) {
      if (sort?.column !== id) setSort({ column: id, direction: 'ascending' })
      else setSort(sort.direction === 'ascending' ? { column: id, direction: 'descending' } : null)
    },
  }
}

/** What the user asks for is shown as soon as it is there, under the pointer as well. */
function useLatestForUser(answered: RankRequest | null, showLatest: () => void): void {
  const shown = useRef(answered)
  useEffect(() => {
    const { current: before } = shown
    shown.current = answered
    if (choices.some((name) => before?.[name] !== answered?.[name])) showLatest()
  })
}

/** How many rows the user's filter leaves. */
function useAnnouncedResult(
  filter: string,
  result: { readonly count: number; readonly matchCount: number; readonly isSettled: boolean },
): void {
  const announce = useAnnounce()
  const messages = useMessages('streamTable', streamTableEnglish)
  const { locale } = useLanguage()
  const announced = useRef(filter)
  const { count, matchCount, isSettled } = result
  useEffect(() => {
    if (announced.current === filter || !isSettled) return
    announced.current = filter
    const text =
      matchCount === 0 ? messages.noMatch : summaryOf(count, matchCount, messages, locale)
    announce('stream-table:filter', text, { isResult: true })
  }, [filter, isSettled, count, matchCount, messages, locale, announce])
}

/** The tokens of the rows, and the room that their amounts need. */
function useTokens(members: readonly StreamRecord[]) {
  const { tokens: lookUp } = useGauge()
  return useMemo(() => {
    const tokens = [...new Set(members.map(({ stream }) => stream.tokenAddress ?? ''))]
    const known = tokens.map(lookUp).filter((token): token is TokenInfo => token !== null)
    return { tokens, room: roomFor(known) }
  }, [members, lookUp])
}
