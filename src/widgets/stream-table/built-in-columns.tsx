/** The columns of the table itself: what each shows, is sorted by and is found by. */
import type { StreamTableMessages } from '../../messages/stream-table/stream-table-messages.ts'
import type { TokenInfo } from '../../money/amount.ts'
import type { MoneyError } from '../../money/errors.ts'
import { type BalanceKind, type TimelineSegment, timelineOf } from '../../money/timeline.ts'
import { orMoneyError } from '../../react/errors.ts'
import { type StatusWithEnd, statusOverTime } from '../../react/runway.ts'
import type { StreamObject } from '../../react/stream-summary.ts'
import type { FlowPeriod } from '../account-view/rates.ts'
import { type NameOf, nameParty } from '../formatting/addresses.ts'
import type { RankValue } from './rank-value.ts'
import {
  AddressCell,
  BalanceCell,
  balanceKindFor,
  DepositCell,
  EndsCell,
  endOf,
  hasLeft,
  PartyCell,
  ProgressCell,
  RateCell,
  StatusCell,
  TimeLeftCell,
} from './stream-cells.tsx'
import type { StreamColumnName, StreamTableColumn, TableColumn } from './table-columns.ts'

/** What the columns depend on. */
export interface ColumnContext {
  readonly messages: StreamTableMessages
  readonly account: string | null
  readonly tokenOf: (stream: StreamObject) => TokenInfo | null
  readonly nameOf: NameOf | undefined
  readonly hasAvatars: boolean
  readonly per: FlowPeriod
  readonly timeZone: string | undefined
}

const tracks = {
  text: 'minmax(112px, 1.2fr)',
  number: 'minmax(120px, 1fr)',
  gauge: 'minmax(112px, 1fr)',
} as const

/** The columns of a list, which may name those of the table. */
export function resolveColumns(
  given: readonly (StreamColumnName | StreamTableColumn)[],
  context: ColumnContext,
): readonly TableColumn[] {
  return given.map((column) =>
    typeof column === 'string' ? builtIn(column, context) : ownColumn(column),
  )
}

function ownColumn(column: StreamTableColumn): TableColumn {
  const { id, header, cell, sortBy, text, kind = 'text', width, phone = 'detail' } = column
  return {
    id,
    header,
    kind,
    width: width ?? tracks[kind],
    phone,
    values: sortBy ? (stream) => sortBy(stream) ?? null : null,
    isMoving: false,
    text: text ?? null,
    cell,
    total: null,
  }
}

/** The side of the account: as of the summary of a stream. */
export function sideOf(
  { sender, recipient }: StreamObject,
  account: string | null,
): 'incoming' | 'outgoing' | 'net' | null {
  if (account === null) return null
  if (recipient === account) return sender === account ? 'net' : 'incoming'
  return sender === account ? 'outgoing' : null
}

/** A timeline, unless the terms are those of no contract. */
const orNull = <T,>(value: T | MoneyError): T | null => (value instanceof Error ? null : value)

function builtIn(name: StreamColumnName, context: ColumnContext): TableColumn {
  const { messages, account, tokenOf, nameOf, hasAvatars, per, timeZone } = context
  const rankAmount =
    (kind: BalanceKind | 'auto') =>
    (stream: StreamObject): RankValue => {
      const token = tokenOf(stream)
      const shown = kind === 'auto' ? balanceKindFor(sideOf(stream, account)) : kind
      if (hasLeft(stream, shown)) return null
      const timeline = token && orNull(orMoneyError(() => timelineOf(stream, shown)))
      return token && timeline ? { timeline, decimals: token.decimals } : null
    }
  const named = (address: string | undefined) => (address ? nameParty(address, nameOf) : '')
  const found = (address: string | undefined) => `${address ?? ''} ${named(address)}`
  const partyOf = (stream: StreamObject) =>
    sideOf(stream, account) === 'outgoing' ? stream.recipient : stream.sender

  const column = (
    rest: Pick<TableColumn, 'cell'> &
      Partial<TableColumn> & { readonly rank?: (stream: StreamObject) => RankValue },
  ): TableColumn => {
    const { rank, ...own } = rest
    const kind = own.kind ?? 'text'
    return {
      id: name,
      header: messages[name === 'rate' ? per : name],
      width: tracks[kind],
      phone: 'detail',
      isMoving: false,
      text: null,
      total: null,
      values: rank ?? null,
      ...own,
      kind,
    }
  }
  const balance = (kind: BalanceKind | 'auto', total: TableColumn['total']) =>
    column({
      kind: 'number',
      width: 'minmax(152px, 1.2fr)',
      phone: name === 'balance' ? 'figure' : 'detail',
      rank: rankAmount(kind),
      isMoving: kind !== 'withdrawn',
      total,
      cell: () => <BalanceCell kind={kind} />,
    })

  switch (name) {
    case 'party':
      return column({
        phone: 'title',
        width: 'minmax(160px, 1.6fr)',
        rank: (stream) => named(partyOf(stream)),
        text: ({ sender, recipient }) => `${found(sender)} ${found(recipient)}`,
        cell: () => <PartyCell nameOf={nameOf} hasAvatars={hasAvatars} />,
      })
    case 'sender':
    case 'recipient':
      return column({
        rank: (stream) => named(stream[name]),
        text: (stream) => found(stream[name]),
        cell: () => <AddressCell side={name} nameOf={nameOf} hasAvatars={hasAvatars} />,
      })
    case 'stream':
      return column({
        width: 'minmax(72px, 0.5fr)',
        rank: ({ streamId }) => streamId ?? null,
        text: ({ streamId = '' }) => streamId,
        cell: ({ streamId }) => <span className="sg-number">{streamId ?? '—'}</span>,
      })
    case 'status':
      return column({
        width: 'minmax(128px, 0.8fr)',
        rank: statusRank,
        isMoving: true,
        cell: () => <StatusCell />,
      })
    case 'balance':
      return balance('auto', 'balance')
    case 'withdrawable':
    case 'remaining':
      return balance(name, name)
    case 'streamed':
    case 'withdrawn':
      return balance(name, null)
    case 'deposit':
      return column({
        kind: 'number',
        rank(stream) {
          const token = tokenOf(stream)
          return token && amountOf(stream.depositedAmount, token)
        },
        cell: () => <DepositCell />,
      })
    case 'rate':
      return column({
        kind: 'number',
        rank(stream) {
          const token = tokenOf(stream)
          const isOutgoing = sideOf(stream, account) === 'outgoing'
          return token && amountOf(isOutgoing ? -stream.ratePerSecond : stream.ratePerSecond, token)
        },
        total: 'rate',
        cell: () => <RateCell per={per} />,
      })
    case 'timeLeft':
    case 'ends':
      return column({
        kind: 'number',
        width: 'minmax(104px, 0.7fr)',
        rank: (stream) => orNull(orMoneyError(() => endOf(stream))),
        cell: () => (name === 'ends' ? <EndsCell timeZone={timeZone} /> : <TimeLeftCell />),
      })
    case 'progress':
      return column({
        kind: 'gauge',
        rank: progressRank,
        isMoving: true,
        cell: () => <ProgressCell />,
      })
  }
}

/** An amount that does not change with time. */
const amountOf = (units: bigint, { decimals }: TokenInfo): RankValue => ({
  timeline: [{ sinceMs: 0, balance: units, ratePerSecond: 0n }],
  decimals,
})

/** What needs attention first. */
const statusOrder: readonly StatusWithEnd[] = [
  'critical',
  'soon',
  'streaming',
  'pending',
  'paused',
  'settled',
  'completed',
  'cancelled',
]

/** The place of its status in that order, over time. */
function statusRank(stream: StreamObject): RankValue {
  const status = orNull(orMoneyError(() => statusOverTime(stream, undefined)))
  if (!status) return null
  const timeline: TimelineSegment[] = []
  for (let atMs: number | null = 0; atMs !== null; atMs = status.nextChangeMs(atMs)) {
    const place = statusOrder.indexOf(status.valueAt(atMs))
    timeline.push({ sinceMs: atMs, balance: BigInt(place), ratePerSecond: 0n })
  }
  return { timeline, decimals: 0 }
}

/** The streamed share of the deposit, in parts of 10^18. */
function progressRank(stream: StreamObject): RankValue {
  const { depositedAmount } = stream
  const timeline = orNull(orMoneyError(() => timelineOf(stream, 'streamed')))
  if (!timeline || depositedAmount <= 0n) return null
  const scale = 10n ** 18n
  return {
    timeline: timeline.map(({ balance, ratePerSecond, ...segment }) => ({
      ...segment,
      balance: (balance * scale) / depositedAmount,
      ratePerSecond: (ratePerSecond * scale) / depositedAmount,
    })),
    decimals: 18,
  }
}
