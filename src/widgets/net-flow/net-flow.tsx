/**
 * NetFlow: what flows to an account, what flows away from it, and the difference, for a token and a period. Rates
 * change with events, not with time, so nothing here ticks.
 */
import { forwardRef, useMemo } from 'react'
import { isDevelopment } from '../../development.ts'
import { accountEnglish, unavailableEnglish } from '../../messages/english.ts'
import { useAccount } from '../../react/account-scope.tsx'
import { useLanguage, useMessages } from '../../react/language.tsx'
import type { AccountReference, AccountSummary } from '../../react/use-account-summary.ts'
import { useTextTime } from '../../react/use-text-time.ts'
import { type AccountWidgetState, splitAccount } from '../account-view/account-source.ts'
import { type AccountText, describeAccount } from '../account-view/account-text.ts'
import type { FlowPeriod } from '../account-view/rates.ts'
import { Icon, type IconName } from '../icons/icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { stateAttributes } from '../stream-view/widget-state.ts'

/** Whose rates, of which token, and for which period. */
export interface NetFlowOptions extends AccountReference {
  /** The period of the rates. A month is 30 days, a year 365. Default `day`. */
  readonly per?: FlowPeriod | undefined
  /** IANA time zone of the times in `text`, which the widget does not show. Default: the provider's. */
  readonly timeZone?: string | undefined
}

/** What {@link useNetFlow} returns. */
export interface NetFlowView {
  /** The rates in base units, and everything else but the balances. */
  readonly summary: AccountSummary
  /** The texts, in the language of the page. */
  readonly text: AccountText
  /** What the classes and styles of the parts may depend on. */
  readonly state: AccountWidgetState
}

/** The headless hook: what flows, as text. Renders for events, at most four times a second. */
export function useNetFlow(options: NetFlowOptions = {}): NetFlowView {
  const { per = 'day' } = options
  const { summary } = useAccount(options)
  const { locale, timeZone: pageTimeZone } = useLanguage()
  const { timeZone = pageTimeZone } = options
  const messages = useMessages('account', accountEnglish)
  const reasons = useMessages('unavailable', unavailableEnglish)
  const now = useTextTime()
  const text = useMemo(
    () =>
      describeAccount(summary, {
        ...{ messages, reasons, kind: 'net', per, locale, timeZone },
        nearMs: now(),
      }),
    [summary, messages, reasons, per, locale, timeZone, now],
  )
  return { summary, text, state: summary }
}

const [Provider, part, useFlow] = createWidgetContext<NetFlowView>('NetFlow')

/** Props of the root. */
export type NetFlowRootProps = Omit<NetFlowOptions, 'timeZone'> &
  Omit<PartProps<'div', AccountWidgetState>, keyof NetFlowOptions>

const Root = forwardRef<HTMLDivElement, NetFlowRootProps>((props, forwarded) => {
  const [reference, others] = splitAccount(props)
  const { per, ...rest } = others
  const view = useNetFlow({ ...reference, per })
  const root = usePart<'div', AccountWidgetState>(
    'div',
    { className: 'sg-flow', attributes: stateAttributes(view.state) },
    rest,
    forwarded,
    view.state,
  )
  return <Provider value={view}>{root}</Provider>
})
Root.displayName = 'NetFlow.Root'

/** A row: icon and name at its start, the rate at its end. */
function FlowRow(props: { readonly icon: IconName; readonly name: string; readonly rate: string }) {
  const { icon, name, rate } = props
  return (
    <>
      <span className="sg-flow__name">
        <Icon name={icon} />
        {name}
      </span>{' '}
      <span className="sg-flow__rate sg-phrase sg-number" translate="no">
        {rate}
      </span>
    </>
  )
}

const names = { incoming: 'incoming', outgoing: 'outgoing', net: 'netFlow' } as const

const rowPart = (name: string, flow: keyof typeof names) =>
  part(name, 'div', ({ text }) => {
    const messages = useMessages('account', accountEnglish)
    return {
      className: `sg-flow__row sg-flow__${flow}`,
      children: <FlowRow icon={flow} name={messages[names[flow]]} rate={text[flow]} />,
    }
  })

const Incoming = rowPart('Incoming', 'incoming')
const Outgoing = rowPart('Outgoing', 'outgoing')
const Net = rowPart('Net', 'net')

/** Why there are no rates. */
const Message = part('Message', 'p', ({ text }) => ({
  className: 'sg-flow__message',
  children: text.message,
}))

/** Props of {@link NetFlow}. */
export interface NetFlowProps extends Omit<NetFlowRootProps, 'children'> {
  /** Leaves the last row, the difference, out. */
  readonly hideNet?: boolean | undefined
}

const Styled = forwardRef<HTMLDivElement, NetFlowProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('NetFlow', 'sg-flow')
  }
  const { hideNet = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Content hideNet={hideNet} />
    </Root>
  )
})
Styled.displayName = 'NetFlow'

function Content({ hideNet }: { readonly hideNet: boolean }) {
  const { text } = useFlow()
  if (text.message) return <Message />
  return (
    <>
      <Incoming />
      <Outgoing />
      {!hideNet && <Net />}
    </>
  )
}

/**
 * What flows to an account and away from it: `<NetFlow />` below a provider with an account, or with `streams`
 * and `token` as objects and no network at all.
 *
 * @example
 * <NetFlow per="month" />
 */
export const NetFlow = /* @__PURE__ */ Object.assign(Styled, {
  /** The widget's element; its parts go inside. */
  Root,
  /** What flows to the account. */
  Incoming,
  /** What flows away from it. */
  Outgoing,
  /** The difference. */
  Net,
  /** Why there are no rates. */
  Message,
})
