/**
 * The cells of a payment stream: each is inside the `StreamScope` of its row, so the summary of the stream is computed once
 * a row. Amounts and bars tick by themselves; what else a cell shows changes with events and status.
 */
import { type CSSProperties, useMemo } from 'react'
import { depletionSecond } from '../../money/accrual.ts'
import { shownDecimals, type TokenInfo } from '../../money/amount.ts'
import { createAmountFormat } from '../../money/format.ts'
import type { BalanceKind } from '../../money/timeline.ts'
import { useLanguage } from '../../react/language.tsx'
import { useStreamSummary } from '../../react/stream-scope.tsx'
import type { StreamObject } from '../../react/stream-summary.ts'
import { breakable } from '../../react/text-writing.ts'
import { useTickedValue } from '../../react/use-ticked-value.ts'
import { nextDurationChangeMs, printDuration } from '../account-view/duration.ts'
import { type FlowPeriod, periodSeconds } from '../account-view/rates.ts'
import { FlowingBalance } from '../flowing-balance/flowing-balance.tsx'
import { type NameOf, nameParty } from '../formatting/addresses.ts'
import { isValidTime, printDay } from '../formatting/date-time.ts'
import { Icon } from '../icons/icon.tsx'
import { AvatarPicture } from '../party/avatar-picture.tsx'
import { StreamProgress } from '../stream-progress/stream-progress.tsx'
import { StreamStatusBadge } from '../stream-status-badge/stream-status-badge.tsx'

/** In place of what a stream does not have. */
const nothing = '—'

/** How many digits below the cent, or what a token has for one, tick in a table. */
export const tickingDigits = 2

/** How amounts of a column are aligned on the decimal point. */
export interface AmountRoom {
  /** The most digits that a token always shows after the point. */
  readonly digits: number
  /** The most digits that tick after those. */
  readonly fastDigits: number
  /** Characters of the longest symbol. */
  readonly symbol: number
}

/** Room for what the tokens of a table have. */
export function roomFor(tokens: readonly TokenInfo[]): AmountRoom {
  const digits = Math.max(0, ...tokens.map((token) => shownDecimals(token, 0n)))
  return {
    digits,
    fastDigits: Math.max(
      0,
      ...tokens.map((token) => Math.min(tickingDigits, token.decimals - shownDecimals(token, 0n))),
    ),
    symbol: Math.max(0, ...tokens.map(({ symbol }) => symbol.length)),
  }
}

/** Room as variables, for the root of the table. */
export const roomStyle = ({ digits, fastDigits, symbol }: AmountRoom) =>
  ({
    // The point is half as wide as a digit.
    '--_sg-fraction': digits === 0 ? 0 : digits + 0.5,
    '--_sg-fast': fastDigits,
    '--_sg-symbol': symbol,
  }) as CSSProperties

/** How parties are shown. */
export interface PartyStyle {
  readonly nameOf: NameOf | undefined
  /** Whether there is a picture before a name. */
  readonly hasAvatars: boolean
}

/** The other party, with the direction of the money; both parties without an account. */
export function PartyCell(style: PartyStyle) {
  const { stream, direction } = useStreamSummary({})
  const { sender = '', recipient = '' } = stream ?? {}
  const isTwo = direction === null || direction === 'net'
  return (
    <span className="sg-stream-table__party" data-direction={direction ?? undefined}>
      <Icon name={direction ?? 'net'} />
      {isTwo ? (
        <span className="sg-stream-table__name">
          {`${nameParty(sender, style.nameOf)} → ${nameParty(recipient, style.nameOf)}`}
        </span>
      ) : (
        <NamedParty address={direction === 'outgoing' ? recipient : sender} {...style} />
      )}
    </span>
  )
}

/** One party. */
export function AddressCell({ side, ...style }: PartyStyle & { readonly side: Side }) {
  const address = useStreamSummary({}).stream?.[side] ?? ''
  if (address === '') return <span className="sg-stream-table__name">{nothing}</span>
  return style.hasAvatars ? (
    <span className="sg-stream-table__party">
      <NamedParty address={address} {...style} />
    </span>
  ) : (
    <NamedParty address={address} {...style} />
  )
}

type Side = 'sender' | 'recipient'

function NamedParty({ address, nameOf, hasAvatars }: PartyStyle & { readonly address: string }) {
  return (
    <>
      {hasAvatars && <AvatarPicture address={address} name={nameOf?.(address) ?? null} />}
      <span className="sg-stream-table__name" title={address}>
        {nameParty(address, nameOf)}
      </span>
    </>
  )
}

export function StatusCell() {
  const { status, isCritical } = useStreamSummary({})
  // Remounted for another status, so that its text does not move to where the new one begins.
  return <StreamStatusBadge key={`${status} ${isCritical}`} />
}

/** @param props.kind `auto`: the balance that matters to the account */
export function BalanceCell({ kind }: { readonly kind: BalanceKind | 'auto' }) {
  const { token, direction, stream } = useStreamSummary({})
  const shown = kind === 'auto' ? balanceKindFor(direction) : kind
  if (stream && hasLeft(stream, shown)) return nothing
  // Another kind is another number, so the balance is remounted.
  return (
    <FlowingBalance
      key={shown}
      kind={shown}
      digits={token ? shownDecimals(token, 0n) : undefined}
      fastDigits={tickingDigits}
      align="end"
      reserveWidth={false}
      hideNote
    />
  )
}

/** What a stream that has ended had is no longer in it: as in the totals of an account. */
export const hasLeft = ({ status }: StreamObject, kind: BalanceKind): boolean =>
  (status === 'cancelled' || status === 'completed') &&
  (kind === 'withdrawable' || kind === 'remaining')

/** What a recipient can withdraw, what a sender has left. */
export const balanceKindFor = (direction: string | null): BalanceKind =>
  direction === 'outgoing' ? 'remaining' : 'withdrawable'

/** An amount that changes with events only, aligned as those that tick. */
export function Amount(props: {
  readonly units: bigint
  readonly token: TokenInfo
  readonly sign?: string
  readonly hasSymbol?: boolean
}) {
  const { units, token, sign = '', hasSymbol = true } = props
  const { locale } = useLanguage()
  const { integer, fraction } = useMemo(() => {
    const digits = shownDecimals(token, 0n)
    const parts = createAmountFormat({ locale, decimals: token.decimals, digits }).parts(units)
    return {
      integer: parts.sign + breakable(parts.integer),
      fraction: parts.fraction && parts.decimalPoint + parts.fraction,
    }
  }, [units, token, locale])
  const isLong = sign.length + integer.length + fraction.length >= 20
  const own = isLong
    ? 'sg-stream-table__amount sg-stream-table__amount--long'
    : 'sg-stream-table__amount'
  return (
    <span className={`${own} sg-number`}>
      {sign + integer}
      <span className="sg-balance__fraction">{fraction}</span>
      {hasSymbol && <span className="sg-balance__symbol">{token.symbol}</span>}
    </span>
  )
}

export function DepositCell() {
  const { stream, token, phase } = useStreamSummary({})
  if (!stream || !token || phase !== 'ready') return nothing
  return <Amount units={stream.depositedAmount} token={token} />
}

/** What flows in a period, with its sign; quieter while it does not flow. */
export function RateCell({ per }: { readonly per: FlowPeriod }) {
  const { stream, token, phase, status, direction } = useStreamSummary({})
  if (!stream || !token || phase !== 'ready' || !canFlow(status)) return nothing
  return (
    <span className="sg-stream-table__rate" data-status={status}>
      <Amount
        units={stream.ratePerSecond * periodSeconds[per]}
        token={token}
        sign={direction === 'outgoing' ? '−' : direction === 'incoming' ? '+' : ''}
        hasSymbol={false}
      />
    </span>
  )
}

/** Whether the rate still means something. */
export const canFlow = (status: string | null) =>
  status === 'streaming' || status === 'paused' || status === 'pending'

/** When all of the deposit has flowed, Unix ms; null if that is unknown or beyond the range of dates. */
export function endOf(stream: StreamObject): number | null {
  const seconds = depletionSecond(stream)
  return seconds !== null && isValidTime(seconds * 1000) ? seconds * 1000 : null
}

export function TimeLeftCell() {
  const { stream, phase, asOfMs } = useStreamSummary({})
  const { locale } = useLanguage()
  const endsAtMs = stream && phase === 'ready' ? endOf(stream) : null
  const left = useTickedValue(
    useMemo(
      () =>
        endsAtMs === null
          ? null
          : {
              valueAt: (nowMs: number) => {
                const leftMs = endsAtMs - (asOfMs ?? nowMs)
                return leftMs <= 0 ? nothing : printDuration(leftMs, locale)
              },
              nextChangeMs: (afterMs: number) =>
                asOfMs === null
                  ? (nextDurationChangeMs(endsAtMs, afterMs) ??
                    (afterMs < endsAtMs ? endsAtMs : null))
                  : null,
            },
      [endsAtMs, asOfMs, locale],
    ),
  )
  return <span className="sg-phrase sg-number">{left ?? nothing}</span>
}

export function EndsCell({ timeZone }: { readonly timeZone: string | undefined }) {
  const { stream, phase } = useStreamSummary({})
  const language = useLanguage()
  const endsAtMs = stream && phase === 'ready' ? endOf(stream) : null
  if (endsAtMs === null) return nothing
  const style = { locale: language.locale, timeZone: timeZone ?? language.timeZone }
  return <span className="sg-phrase sg-number">{printDay(endsAtMs, style)}</span>
}

export const ProgressCell = () => <StreamProgress hideScale />
