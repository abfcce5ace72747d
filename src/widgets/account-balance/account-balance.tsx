/**
 * AccountBalance: what an account's payment streams of one token come to, as one large number, with what flows and how
 * long the first deposit lasts. For any number of streams it costs what one balance costs.
 */
import { forwardRef, useEffect, useMemo, useRef } from 'react'
import { isDevelopment } from '../../development.ts'
import { accountEnglish, unavailableEnglish } from '../../messages/english.ts'
import { AccountScope, useAccount } from '../../react/account-scope.tsx'
import type { TotalKind } from '../../react/account-totals.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { type FlowingTotalOptions, useTotalOf } from '../../react/use-flowing-total.ts'
import { useTextTime } from '../../react/use-text-time.ts'
import { useTickedValue } from '../../react/use-ticked-value.ts'
import { type AccountWidgetState, splitAccount } from '../account-view/account-source.ts'
import { type AccountText, describeAccount } from '../account-view/account-text.ts'
import { nextDurationChangeMs, printDuration } from '../account-view/duration.ts'
import type { FlowPeriod } from '../account-view/rates.ts'
import {
  createNumberParts,
  type NumberValue,
  useTotalNumber,
} from '../account-view/total-number.tsx'
import { useAnnounce } from '../announcer/announcer.tsx'
import { Icon } from '../icons/icon.tsx'
import { NetFlow } from '../net-flow/net-flow.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { stateAttributes } from '../stream-view/widget-state.ts'

/** Which balance of whose payment streams, and how it is shown. */
export interface AccountBalanceOptions extends FlowingTotalOptions {
  /** The period of the rates. A month is 30 days, a year 365. Default `day`. */
  readonly per?: FlowPeriod | undefined
}

interface AccountBalanceValue extends NumberValue {
  readonly kind: TotalKind
  readonly text: AccountText
}

const [Provider, part, useBalance] = createWidgetContext<AccountBalanceValue>('AccountBalance')

/** Props of the root. */
export type AccountBalanceRootProps = AccountBalanceOptions &
  Omit<PartProps<'article', AccountWidgetState>, keyof AccountBalanceOptions>

const Root = forwardRef<HTMLElement, AccountBalanceRootProps>((props, forwarded) => {
  const [reference, others] = splitAccount(props)
  const { kind = 'net', digits, fastDigits, everyMs, timeZone: ownTimeZone, per, ...rest } = others
  const computed = useAccount(reference, kind !== 'remaining')
  const { locale, timeZone: pageTimeZone } = useLanguage()
  const timeZone = ownTimeZone ?? pageTimeZone
  const total = useTotalOf(computed, { kind, digits, fastDigits, everyMs, timeZone })
  const messages = useMessages('account', accountEnglish)
  const reasons = useMessages('unavailable', unavailableEnglish)
  // The view is another object at every render; what the texts depend on is not.
  const { summary } = computed
  const { phase, error } = total
  const now = useTextTime()
  const text = useMemo(
    () =>
      describeAccount(
        { ...summary, phase, error },
        { messages, reasons, kind, per: per ?? 'day', nearMs: now(), locale, timeZone },
      ),
    [summary, phase, error, messages, reasons, kind, per, now, locale, timeZone],
  )
  const number = useTotalNumber(total, text.message || reasons.loading)
  const state: AccountWidgetState = total
  useThresholdAnnouncements(state, text.runwayStream)
  const root = usePart<'article', AccountWidgetState>(
    'article',
    {
      className: 'sg-account',
      attributes: {
        ...stateAttributes(state),
        'data-kind': kind,
        // Several on a page are of different tokens.
        'aria-label': summary.token ? `${messages.label}, ${summary.token.symbol}` : messages.label,
        'aria-busy': phase === 'loading',
      },
    },
    rest,
    forwarded,
    state,
  )
  return (
    <AccountScope value={computed}>
      <Provider value={{ total, text, state, number, kind }}>{root}</Provider>
    </AccountScope>
  )
})
Root.displayName = 'AccountBalance.Root'

/** Both thresholds are reached without an event, so no activity feed announces them. */
function useThresholdAnnouncements(state: AccountWidgetState, stream: string): void {
  const announce = useAnnounce()
  const messages = useMessages('account', accountEnglish)
  const { isEndingSoon, isCritical, status } = state
  const threshold = isCritical ? 'announceCritical' : isEndingSoon ? 'announceSoon' : null
  const previous = useRef({ stream, threshold, status })
  useEffect(() => {
    const { current: before } = previous
    previous.current = { stream, threshold, status }
    // Another stream may be first after an event, which the activity feed announces.
    if (before.status === null || !threshold || before.stream !== stream) return
    // The name of the stream, as its card has it: of two widgets only the latest is announced.
    if (before.threshold !== threshold) announce(stream, messages[threshold]({ stream }))
  }, [stream, threshold, status, messages, announce])
}

/** What the large number is. While loading, a bar takes its place. */
const Label = part('Label', 'span', ({ state, text }) => ({
  className: 'sg-account__label sg-phrase',
  children: state.phase === 'loading' ? '' : text.label,
}))

const numberParts = createNumberParts(part)

/** What flows in all, with its sign; or why nothing does. */
const Net = part('Net', 'span', ({ state, text }) => ({
  className: 'sg-account__net sg-phrase sg-number',
  attributes: { translate: text.status ? undefined : 'no' },
  children: (
    <>
      {text.status ? null : <Icon name={netIconOf(state)} />}
      {text.status || text.net}
    </>
  ),
}))

/** How long the first deposit of an outgoing stream lasts, and which one that is. */
const Runway = part('Runway', 'div', ({ state, text }) => ({
  className: 'sg-account__runway',
  children: <RunwayRow state={state} text={text} />,
}))

function RunwayRow({ state, text }: Pick<AccountBalanceValue, 'state' | 'text'>) {
  const messages = useMessages('account', accountEnglish)
  const { locale } = useLanguage()
  const { runway, asOfMs } = state
  const endsAtMs = runway?.endsAtMs ?? null
  const left = useTickedValue(
    useMemo(
      () =>
        endsAtMs === null
          ? null
          : {
              valueAt: (nowMs: number) => printDuration(endsAtMs - (asOfMs ?? nowMs), locale),
              nextChangeMs: (afterMs: number) =>
                asOfMs === null ? nextDurationChangeMs(endsAtMs, afterMs) : null,
            },
      [endsAtMs, asOfMs, locale],
    ),
  )
  return (
    <>
      <span className="sg-account__row">
        <span className="sg-account__name">
          <Icon name={state.isEndingSoon ? 'warning' : 'pending'} />
          {messages.runway}
        </span>{' '}
        <span className="sg-account__left sg-phrase sg-number">
          {state.phase === 'loading' ? '' : (left ?? messages.endless)}
        </span>
      </span>{' '}
      <span className="sg-account__ends sg-phrase">{text.runsOut}</span>
    </>
  )
}

/** What else there is: paused streams, other tokens. */
const Notes = part('Notes', 'p', ({ text }) => ({
  className: 'sg-account__notes',
  children: text.notes.map((note) => (
    <span key={note} className="sg-account__note sg-phrase">
      {note}
    </span>
  )),
}))

/** Why there is no balance. */
const Message = part('Message', 'p', ({ text }) => ({
  className: 'sg-account__message',
  children: text.message,
}))

/** Props of {@link AccountBalance}. */
export interface AccountBalanceProps extends Omit<AccountBalanceRootProps, 'children'> {
  /** Leaves out everything below the large number and what flows in all. */
  readonly hideDetails?: boolean | undefined
}

const Styled = forwardRef<HTMLElement, AccountBalanceProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('AccountBalance', 'sg-account')
  }
  const { hideDetails = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Content hideDetails={hideDetails} />
    </Root>
  )
})
Styled.displayName = 'AccountBalance'

const netIconOf = (state: AccountWidgetState) => {
  if (state.freshness === 'offline') return 'offline'
  return isTwoSided(state) ? 'net' : (state.direction ?? 'net')
}

/** Money flows both ways, so that the net consists of two rates. */
const isTwoSided = ({ incomingPerSecond, outgoingPerSecond }: AccountWidgetState) =>
  incomingPerSecond > 0n && outgoingPerSecond > 0n

function Content({ hideDetails }: { readonly hideDetails: boolean }) {
  const { text, total, kind } = useBalance()
  const { Balance, Value, Integer, Fraction, Fast, Symbol: TokenSymbol, Sentence } = numberParts
  if (text.message) {
    return (
      <>
        <Label />
        <Message />
      </>
    )
  }
  // While loading there is room for what most accounts with such a balance have.
  const isLoading = total.phase === 'loading'
  return (
    <>
      <Label />
      {/* Another token is another number. */}
      <Balance key={total.tokenAddress}>
        <Value>
          <Integer />
          <Fraction />
          <Fast />
        </Value>
        <TokenSymbol />
        <Sentence />
      </Balance>
      <Net />
      {!hideDetails && (
        <>
          {(isLoading ? kind === 'net' : isTwoSided(total)) && (
            <NetFlow.Root className="sg-account__flow">
              <NetFlow.Incoming />
              <NetFlow.Outgoing />
            </NetFlow.Root>
          )}
          {(isLoading ? kind !== 'withdrawable' : total.runway) && <Runway />}
          {text.notes.length > 0 && <Notes />}
        </>
      )}
    </>
  )
}

/**
 * What an account's payment streams come to: `<AccountBalance />` below a provider with an account, or with `streams`
 * and `token` as objects and no network at all.
 *
 * @example
 * <AccountBalance kind="withdrawable" />
 */
export const AccountBalance = /* @__PURE__ */ Object.assign(Styled, {
  /** The article; its parts go inside. */
  Root,
  /** What the large number is. */
  Label,
  ...numberParts,
  /** What flows in all, or why nothing does. */
  Net,
  /** How long the first deposit lasts. */
  Runway,
  /** Paused streams and other tokens. */
  Notes,
  /** Why there is no balance. */
  Message,
})
