/**
 * The peer: a table as the examples of TanStack Table and Virtual show it, with the streams in React state. An event makes
 * a new list with one other stream in it; a `requestAnimationFrame` loop puts the time into React state, from which each cell
 * on screen computes its amount. It has the same store, the same events, and the same columns.
 */
import {
  columnFilteringFeature,
  createFilteredRowModel,
  createSortedRowModel,
  filterFn_includesString,
  globalFilteringFeature,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useEffect, useState } from 'react'
import { type StreamState, useSession } from '../../src/index.ts'
import { PeerRows, peerColumns } from '../peer-rows.tsx'

const features = tableFeatures({
  rowSortingFeature,
  columnFilteringFeature,
  globalFilteringFeature,
  sortedRowModel: createSortedRowModel(),
  filteredRowModel: createFilteredRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
  filterFns: { includesString: filterFn_includesString },
})

function amountAt(stream: StreamState, nowMs: number): number {
  const left = Number(stream.depositedAmount - stream.withdrawnAmount)
  const untilMs = stream.pausedAt === null ? nowMs : stream.pausedAt * 1000
  const flowed = (untilMs / 1000 - stream.lastUpdateTime) * Number(stream.ratePerSecond)
  return Math.min(Math.max(flowed, 0), left) / 1e7
}

export function PeerTable({ account }: { readonly account: string }) {
  const { store } = useSession()
  const [data, setData] = useState<readonly StreamState[]>(() => [
    ...store.getState().items.values(),
  ])
  const [now, setNow] = useState(() => Date.now())
  const [sorting, setSorting] = useState<SortingState>([])
  const [globalFilter, setGlobalFilter] = useState('')
  useEffect(
    () =>
      store.subscribe((state, before) => {
        setData((streams) =>
          streams.map((stream) => {
            const next = state.items.get(stream.streamId)
            return next && next !== before.items.get(stream.streamId) ? next : stream
          }),
        )
      }),
    [store],
  )
  useEffect(() => {
    let handle = 0
    const tick = () => {
      setNow(Date.now())
      handle = requestAnimationFrame(tick)
    }
    handle = requestAnimationFrame(tick)
    return () => cancelAnimationFrame(handle)
  }, [])
  const table = useTable({
    features,
    data,
    columns,
    state: { sorting, globalFilter },
    onSortingChange: setSorting,
    onGlobalFilterChange: setGlobalFilter,
    globalFilterFn: 'includesString',
  })
  const { rows } = table.getRowModel()
  const format = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: 4,
    maximumFractionDigits: 4,
  })
  return (
    <div>
      <input
        type="search"
        value={globalFilter}
        onChange={({ target }) => setGlobalFilter(target.value)}
      />
      <PeerRows
        height={560}
        columns={peerColumns(table)}
        rows={rows}
        keyOf={({ original }) => original.streamId}
        cellsOf={({ original: stream }) => {
          const amount = amountAt(stream, now)
          const deposit = Number(stream.depositedAmount) / 1e7
          const left = (deposit - amount) / Number(stream.ratePerSecond) / 86_400
          return [
            stream.recipient === account ? stream.sender : stream.recipient,
            stream.status,
            `${format.format(amount)} USDC`,
            format.format((Number(stream.ratePerSecond) * 86_400) / 1e7),
            `${Math.floor(left)} days`,
            <progress key="progress" max={deposit} value={amount} />,
          ]
        }}
      />
    </div>
  )
}

const columns = [
  { id: 'party', header: 'Party', accessorFn: (stream: StreamState) => stream.sender },
  { id: 'status', header: 'Status', accessorFn: (stream: StreamState) => stream.status },
  {
    id: 'balance',
    header: 'Balance',
    accessorFn: (stream: StreamState) => amountAt(stream, Date.now()),
    sortFn: 'basic' as const,
  },
  {
    id: 'rate',
    header: 'Per day',
    accessorFn: (stream: StreamState) => Number(stream.ratePerSecond),
    sortFn: 'basic' as const,
  },
  {
    id: 'timeLeft',
    header: 'Time left',
    accessorFn: ({ depositedAmount, ratePerSecond }: StreamState) =>
      Number(depositedAmount / ratePerSecond),
    sortFn: 'basic' as const,
  },
  {
    id: 'progress',
    header: 'Progress',
    accessorFn: (stream: StreamState) =>
      amountAt(stream, Date.now()) / Number(stream.depositedAmount),
    sortFn: 'basic' as const,
  },
]
