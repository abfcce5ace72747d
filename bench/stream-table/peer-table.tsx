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
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { type StreamState, useSession } from '../../src/index.ts'

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
  const scroller = useRef<HTMLDivElement | null>(null)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 44,
    overscan: 8,
  })
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
      <div ref={scroller} style={{ height: 560, overflow: 'auto' }}>
        <table style={{ display: 'grid' }}>
          <thead style={{ display: 'grid', position: 'sticky', top: 0, background: 'white' }}>
            <tr style={{ display: 'flex' }}>
              {table.getAllLeafColumns().map((column) => (
                <th key={column.id} style={{ flex: 1 }}>
                  <button type="button" onClick={column.getToggleSortingHandler()}>
                    {String(column.columnDef.header)}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody
            style={{ display: 'grid', height: virtualizer.getTotalSize(), position: 'relative' }}
          >
            {virtualizer.getVirtualItems().map(({ index, start }) => {
              const stream = rows[index]?.original
              if (!stream) return null
              const amount = amountAt(stream, now)
              const deposit = Number(stream.depositedAmount) / 1e7
              return (
                <tr
                  key={stream.streamId}
                  style={{
                    display: 'flex',
                    position: 'absolute',
                    width: '100%',
                    height: 44,
                    transform: `translateY(${start}px)`,
                  }}
                >
                  <td style={{ flex: 1 }}>
                    {stream.recipient === account ? stream.sender : stream.recipient}
                  </td>
                  <td style={{ flex: 1 }}>{stream.status}</td>
                  <td style={{ flex: 1 }}>{format.format(amount)} USDC</td>
                  <td style={{ flex: 1 }}>
                    {format.format((Number(stream.ratePerSecond) * 86_400) / 1e7)}
                  </td>
                  <td style={{ flex: 1 }}>
                    {Math.floor((deposit - amount) / Number(stream.ratePerSecond) / 86_400)} days
                  </td>
                  <td style={{ flex: 1 }}>
                    <progress max={deposit} value={amount} />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
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
