/** The last rows of StreamTable: what its rows come to in each token. They tick by themselves. */
import { forwardRef, useMemo } from 'react'
import { accountEnglish, unavailableEnglish } from '../../messages/english.ts'
import { shownDecimals } from '../../money/amount.ts'
import { useAccount } from '../../react/account-scope.tsx'
import type { TotalKind } from '../../react/account-totals.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import type { StreamObject } from '../../react/stream-summary.ts'
import { beatMs } from '../../react/tick-binding.ts'
import { useTotalOf } from '../../react/use-flowing-total.ts'
import { useTextTime } from '../../react/use-text-time.ts'
import type { AccountWidgetState } from '../account-view/account-source.ts'
import { describeAccount } from '../account-view/account-text.ts'
import { periodSeconds } from '../account-view/rates.ts'
import {
  createNumberParts,
  type NumberValue,
  useTotalNumber,
} from '../account-view/total-number.tsx'
import { shortAddress } from '../formatting/addresses.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { createWidgetContext } from '../part/widget-context.ts'
import { stateAttributes } from '../stream-view/widget-state.ts'
import { Amount, tickingDigits } from './stream-cells.tsx'
import { roles, tablePart, useTable } from './stream-table-context.ts'
import type { StreamTableTotals } from './stream-table-options.ts'

/** The totals, a row for each token; nothing without a column that has one. */
export const Totals = tablePart('Totals', 'tfoot', ({ totals, rows }) => ({
  className: 'sg-stream-table__totals',
  attributes: { role: 'rowgroup' },
  children:
    totals && rows.length > 0
      ? totals.tokens.map((token, place) => (
          <TotalRow key={`${totals.kind} ${token}`} tokenAddress={token} place={place} />
        ))
      : null,
}))

const [RowProvider, rowPart] = createWidgetContext<NumberValue>('StreamTable.Total')

/** Which total of an account it is: that of the sides on which streams are counted. */
const totalKinds: Readonly<Record<StreamTableTotals['kind'], TotalKind>> = {
  balance: 'net',
  withdrawable: 'withdrawable',
  remaining: 'remaining',
}

/** Props of `StreamTable.Total`. */
export type StreamTableTotalProps = {
  /** Address of the token. Default: the first of the table. */
  readonly tokenAddress?: string | undefined
  /** Which of the last rows it is, from 0. Default 0. */
  readonly place?: number | undefined
} & Omit<PartProps<'tr', AccountWidgetState>, 'tokenAddress' | 'place'>

const noStreams: readonly StreamObject[] = []

/** The total of one token. */
export const TotalRow = forwardRef<HTMLTableRowElement, StreamTableTotalProps>(
  (props, forwarded) => {
    const { tokenAddress: given, place = 0, ...rest } = props
    const { totals, columns, rows, messages, per, state: table } = useTable()
    const { source = null, kind = 'balance', tokens = [] } = totals ?? {}
    const { locale } = useLanguage()
    const tokenAddress = given ?? tokens[0]
    const first = rows[0]?.stream
    // As fresh as its rows; the amounts are those of the source.
    const streams = useMemo(() => (first ? [first] : noStreams), [first])
    const computed = useAccount({ streams, tokenAddress }, kind !== 'remaining', source)
    const { summary } = computed
    const { token } = summary
    const total = useTotalOf(computed, {
      kind: totalKinds[kind],
      digits: token ? shownDecimals(token, 0n) : undefined,
      fastDigits: tickingDigits,
      everyMs: beatMs,
    })
    const account = useMessages('account', accountEnglish)
    const reasons = useMessages('unavailable', unavailableEnglish)
    const now = useTextTime()
    const text = useMemo(
      () =>
        describeAccount(summary, {
          ...{ messages: account, reasons, kind: totalKinds[kind], per, locale },
          nearMs: now(),
        }),
      [summary, account, reasons, kind, per, locale, now],
    )
    const number = useTotalNumber(total, text.message || reasons.loading)
    const state: AccountWidgetState = total
    const name = messages.total({ token: token?.symbol || shortAddress(tokenAddress ?? '') })
    const balanceColumn = columns.find((column) => column.total === kind)?.id
    const row = usePart<'tr', AccountWidgetState>(
      'tr',
      {
        className: 'sg-table__row sg-stream-table__total',
        attributes: {
          ...roles.row,
          ...stateAttributes(state),
          'aria-rowindex': table.matchCount + 2 + place,
        },
        children: columns.map(({ id, kind: cellKind, header, total: shown, phone }, index) => {
          const content =
            id === balanceColumn ? (
              <TotalBalance />
            ) : shown === 'rate' && token && state.phase === 'ready' ? (
              <TotalRate state={state} seconds={periodSeconds[per]} />
            ) : index === 0 ? (
              name
            ) : null
          return (
            <td
              key={id}
              className="sg-table__cell sg-stream-table__cell"
              role={index === 0 ? 'rowheader' : 'gridcell'}
              data-kind={cellKind}
              data-phone={index === 0 ? 'title' : content ? phone : 'none'}
              data-header={header}
            >
              {content}
            </td>
          )
        }),
      },
      rest,
      forwarded,
      state,
    )
    return <RowProvider value={{ total, state, number }}>{row}</RowProvider>
  },
)
TotalRow.displayName = 'StreamTable.Total'

const {
  Balance,
  Value,
  Integer,
  Fraction,
  Fast,
  Symbol: TokenSymbol,
  Sentence,
} = createNumberParts(rowPart)

function TotalBalance() {
  return (
    <Balance data-size="text" data-align="end" data-reserve={undefined}>
      <Value>
        <Integer />
        <Fraction />
        <Fast />
      </Value>
      <TokenSymbol />
      <Sentence />
    </Balance>
  )
}

function TotalRate(props: { readonly state: AccountWidgetState; readonly seconds: bigint }) {
  const { token, incomingPerSecond, outgoingPerSecond } = props.state
  const net = incomingPerSecond - outgoingPerSecond
  return token ? (
    <Amount
      units={(net < 0n ? -net : net) * props.seconds}
      token={token}
      sign={net === 0n ? '' : net < 0n ? '−' : '+'}
      hasSymbol={false}
    />
  ) : null
}
