/**
 * AmountInspector: "why this number?" A button next to an amount opens the formula with the numbers put in, its inputs, the
 * last event that changed it, the clock and whether the data is up to date.
 */
import { forwardRef, type ReactNode } from 'react'
import { isDevelopment } from '../../development.ts'
import { inspectorEnglish } from '../../messages/detail-english.ts'
import type { InspectorMessages } from '../../messages/detail-messages.ts'
import { cardEnglish, unavailableEnglish } from '../../messages/english.ts'
import type { BalanceKind } from '../../money/index.ts'
import { useMessages } from '../../react/language.tsx'
import { StreamScope } from '../../react/stream-scope.tsx'
import { Icon } from '../icons/icon.tsx'
import { PageIcon } from '../icons/page-icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { kindOf } from '../stream-card/card-text.ts'
import { splitSource, useStreamView } from '../stream-view/use-stream-view.ts'
import { type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'
import type { ExplanationText, FactText } from './explanation-text.ts'
import {
  type AmountInspectorOptions,
  type AmountInspectorView,
  useAmountInspector,
} from './use-amount-inspector.ts'
import { type Popover, usePopover } from './use-popover.ts'

interface InspectorValue extends Popover {
  readonly state: StreamWidgetState
  readonly kind: BalanceKind
  /** The name of the button. */
  readonly label: string
  readonly messages: InspectorMessages
  readonly options: Pick<AmountInspectorOptions, 'kind' | 'events' | 'timeZone'>
}

const [Provider, part, useInspector] = createWidgetContext<InspectorValue>('AmountInspector')

interface ContentValue extends AmountInspectorView {
  readonly messages: InspectorMessages
  readonly close: () => void
}

const [ContentProvider, contentPart, useContent] =
  createWidgetContext<ContentValue>('AmountInspector.Content')

/** Props of the root. */
export type AmountInspectorRootProps = AmountInspectorOptions &
  Omit<PartProps<'span', StreamWidgetState>, keyof AmountInspectorOptions>

const Root = forwardRef<HTMLSpanElement, AmountInspectorRootProps>((props, forwarded) => {
  const [source, rest] = splitSource(props)
  return (
    <StreamScope {...source}>
      <ScopedRoot {...rest} ref={forwarded} />
    </StreamScope>
  )
})
Root.displayName = 'AmountInspector.Root'

type ScopedRootProps = Omit<AmountInspectorRootProps, keyof ReturnType<typeof splitSource>[0]>

const ScopedRoot = forwardRef<HTMLSpanElement, ScopedRootProps>((props, forwarded) => {
  const { kind: ownKind, events, timeZone, ...rest } = props
  const { state, streamId } = useStreamView({})
  const messages = useMessages('inspector', inspectorEnglish)
  const card = useMessages('card', cardEnglish)
  const popover = usePopover()
  const kind = ownKind ?? kindOf(state)
  const stream = streamId === undefined ? '' : card.stream({ id: streamId })
  const label = messages.open({ balance: card[kind], stream })
  const root = usePart<'span', StreamWidgetState>(
    'span',
    {
      className: 'sg-inspector',
      attributes: { ...stateAttributes(state), 'data-kind': kind },
    },
    rest,
    forwarded,
    state,
  )
  const options = { kind: ownKind, events, timeZone }
  return <Provider value={{ ...popover, state, kind, label, messages, options }}>{root}</Provider>
})
ScopedRoot.displayName = 'AmountInspector.ScopedRoot'

/** The button. Its name says which balance of which stream it explains. */
const Trigger = part('Trigger', 'button', ({ isOpen, label, triggerRef, onTriggerClick }) => ({
  className: 'sg-inspector__trigger sg-focusable',
  ref: triggerRef,
  attributes: {
    type: 'button',
    'aria-label': label,
    'aria-haspopup': 'dialog',
    'aria-expanded': isOpen,
    title: label,
    onClick: onTriggerClick,
  },
  children: <Icon name="unknown" />,
}))

/** What the button opens. */
const Panel = part('Panel', 'span', ({ isOpen, label, panelRef }) => ({
  className: 'sg-inspector__panel',
  ref: panelRef,
  attributes: {
    popover: 'auto',
    role: 'dialog',
    'aria-label': label,
    'data-open': isOpen ? '' : undefined,
    tabIndex: -1,
  },
}))

/** Props of `AmountInspector.Content`. */
export type AmountInspectorContentProps = PartProps<'span', StreamWidgetState>

/** The explanation, which is computed while this is mounted. Contains the parts below. */
const Content = forwardRef<HTMLSpanElement, AmountInspectorContentProps>((props, forwarded) => {
  const { options, messages, close } = useInspector()
  const view = useAmountInspector(options)
  const root = usePart<'span', StreamWidgetState>(
    'span',
    { className: 'sg-inspector__content' },
    props,
    forwarded,
    view.state,
  )
  return <ContentProvider value={{ ...view, messages, close }}>{root}</ContentProvider>
})
Content.displayName = 'AmountInspector.Content'

/** What the panel is about. */
const Title = contentPart('Title', 'span', ({ messages }) => ({
  className: 'sg-inspector__title',
  children: messages.title,
}))

/** Closes the panel and moves the focus to the button. */
const Close = contentPart('Close', 'button', ({ messages, close }) => ({
  className: 'sg-inspector__close sg-focusable',
  attributes: { type: 'button', 'aria-label': messages.close, onClick: close },
  children: <PageIcon name="refused" />,
}))

/** The balance, at a whole ledger second. */
const Amount = contentPart('Amount', 'span', ({ text }) => ({
  className: 'sg-inspector__amount',
  children: text && <AmountText {...text} />,
}))

function AmountText({ balance, amount, time, isoTime }: ExplanationText) {
  const messages = useMessages('inspector', inspectorEnglish)
  return (
    <>
      <span className="sg-inspector__name">{balance}</span>{' '}
      <span className="sg-inspector__total sg-phrase sg-number" translate="no">
        {amount}
      </span>{' '}
      <time className="sg-inspector__name sg-phrase sg-number" dateTime={isoTime}>
        {messages.at({ time })}
      </time>
    </>
  )
}

/** The formula, step by step, with the numbers put in. */
const Steps = contentPart('Steps', 'span', ({ text }) => ({
  className: 'sg-inspector__steps',
  attributes: { role: 'list' },
  children: text?.steps.map(({ kind, name, expression, result }) => (
    <span key={kind} className="sg-inspector__step" {...listItem} data-step={kind}>
      <span className="sg-inspector__name">{name}</span>{' '}
      <span className="sg-inspector__formula sg-phrase sg-number" translate="no">
        {expression && <span className="sg-inspector__expression">{expression} </span>}
        <span className="sg-inspector__result">
          {expression && <span className="sg-inspector__expression">= </span>}
          {result}
        </span>
      </span>
    </span>
  )),
}))

/** What is worth knowing about it: the pause, the end, the limit; and that the ledger counts whole seconds. */
const Note = contentPart('Note', 'span', ({ text, state, messages, unavailable }) => {
  const reasons = useMessages('unavailable', unavailableEnglish)
  const note = [text?.reason, state.isTicking && messages.wholeSeconds].filter(Boolean).join(' ')
  return {
    className: 'sg-inspector__note',
    children: unavailable ? reasons[unavailable] : note,
  }
})

/** Rate, deposit, what was withdrawn, and the times. */
const Inputs = contentPart('Inputs', 'span', ({ text }) => ({
  className: 'sg-inspector__facts',
  attributes: { role: 'list' },
  children: text?.inputs.map((fact) => <Fact key={fact.key} fact={fact} />),
}))

/** Last change, clock and freshness. */
const Facts = contentPart('Facts', 'span', ({ facts }) => ({
  className: 'sg-inspector__facts',
  attributes: { role: 'list' },
  children: facts.map((fact) => <Fact key={fact.key} fact={fact} />),
}))

/** Of phrasing elements only, since an amount may be in a paragraph. */
const listItem = { role: 'listitem' }

function Fact({ fact }: { readonly fact: FactText }) {
  const { key, name, value, isoTime } = fact
  const className = 'sg-inspector__value sg-phrase sg-number'
  return (
    <span className="sg-inspector__fact" {...listItem} data-fact={key}>
      <span className="sg-inspector__name">{name}</span>{' '}
      {isoTime === undefined ? (
        <span className={className}>{value}</span>
      ) : (
        <time className={className} dateTime={isoTime}>
          {value}
        </time>
      )}
    </span>
  )
}

/** Props of {@link AmountInspector}. */
export interface AmountInspectorProps extends Omit<AmountInspectorRootProps, 'children'> {
  /** Shows the explanation in its place, without a button. Default false. */
  readonly isInline?: boolean | undefined
}

const Styled = forwardRef<HTMLSpanElement, AmountInspectorProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('AmountInspector', 'sg-inspector')
  }
  const { isInline = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      {isInline ? (
        <Content>
          <Explanation />
        </Content>
      ) : (
        <Disclosure />
      )}
    </Root>
  )
})
Styled.displayName = 'AmountInspector'

function Disclosure() {
  const { isOpen, state } = useInspector()
  // Next to an amount that is not there, there is nothing to explain.
  if (state.phase !== 'ready') return null
  return (
    <>
      <Trigger />
      <Panel>
        {isOpen && (
          <Content>
            <Explanation>
              <Close />
            </Explanation>
          </Content>
        )}
      </Panel>
    </>
  )
}

function Explanation({ children }: { readonly children?: ReactNode }) {
  const { text, messages } = useContent()
  return (
    <>
      <span className="sg-inspector__head">
        <Title />
        {children}
      </span>
      {text && <Amount />}
      {text && text.steps.length > 1 && <Steps />}
      <Note />
      {text && <span className="sg-inspector__heading">{messages.inputs}</span>}
      {text && <Inputs />}
      {text && <Facts className="sg-inspector__more" />}
    </>
  )
}

/**
 * Why an amount is what it is: `<AmountInspector streamId="42" />` next to the amount, or inside a `StreamScope` or
 * `StreamCard` without props.
 *
 * @example
 * <>
 *   <FlowingBalance streamId="42" kind="streamed" /> <AmountInspector streamId="42" kind="streamed" />
 * </>
 */
export const AmountInspector = /* @__PURE__ */ Object.assign(Styled, {
  /** The element around the button and what it opens. */
  Root,
  Trigger,
  Panel,
  Content,
  /** What the panel is about. */
  Title,
  Close,
  Amount,
  Steps,
  Note,
  Inputs,
  Facts,
})
