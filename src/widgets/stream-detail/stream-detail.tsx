/**
 * StreamDetail: everything about one payment stream: its card with an explanation of the amount, its terms and its timeline.
 * Composed from the other widgets inside one StreamScope; rows of feeds and tables lead here.
 */
import { forwardRef, type ReactNode } from 'react'
import { isDevelopment } from '../../development.ts'
import { detailEnglish, timelineEnglish } from '../../messages/detail-english.ts'
import type { DetailMessages } from '../../messages/detail-messages.ts'
import { cardEnglish } from '../../messages/english.ts'
import { useMessages } from '../../react/language.tsx'
import { StreamScope } from '../../react/stream-scope.tsx'
import { AmountInspector } from '../amount-inspector/amount-inspector.tsx'
import { shortAddress } from '../formatting/addresses.ts'
import { printTokens } from '../formatting/amounts.ts'
import { isoDateTime, printDateAndTime } from '../formatting/date-time.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { Party } from '../party/party.tsx'
import {
  StreamCard,
  type StreamCardOptions,
  type StreamCardView,
  useStreamCard,
} from '../stream-card/stream-card.tsx'
import { StreamTimeline } from '../stream-timeline/stream-timeline.tsx'
import type { StreamTimelineOptions } from '../stream-timeline/use-stream-timeline.ts'
import { splitSource } from '../stream-view/use-stream-view.ts'
import { type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'

/** Which stream, and how it is shown. */
export interface StreamDetailOptions
  extends StreamCardOptions,
    Pick<StreamTimelineOptions, 'events' | 'pageSize' | 'transactionUrl'> {}

/** One of the terms of a stream. */
export interface StreamTerm {
  /** Which term. */
  readonly key: 'sender' | 'recipient' | 'token' | 'deposited' | 'withdrawn' | 'started'
  /** Its name, such as "Recipient". */
  readonly name: string
  /** A name, a short address, an exact amount or a time. */
  readonly value: string
  /** The whole address; undefined for what is none. */
  readonly address?: string | undefined
  /** For the `datetime` attribute; undefined for what is no time. */
  readonly isoTime?: string | undefined
}

/** What {@link useStreamDetail} returns. */
export interface StreamDetailView extends StreamCardView {
  /** The parties and the terms, with every digit. Empty unless the phase is ready. */
  readonly terms: readonly StreamTerm[]
}

/** The headless hook: the texts of the card, and the terms. `useStreamTimeline` has the events. */
export function useStreamDetail(options: StreamCardOptions = {}): StreamDetailView {
  const { nameOf, timeZone } = options
  const card = useStreamCard(options)
  const messages = useMessages('detail', detailEnglish)
  return { ...card, terms: termsOf(card, messages, nameOf, timeZone) }
}

function termsOf(
  { stream, token, locale }: StreamCardView,
  messages: DetailMessages,
  nameOf: StreamCardOptions['nameOf'],
  timeZone: string | undefined,
): readonly StreamTerm[] {
  if (!stream || !token) return []
  const party = (key: 'sender' | 'recipient', address: string | undefined): StreamTerm[] =>
    address === undefined
      ? []
      : [{ key, name: messages[key], value: nameOf?.(address) ?? shortAddress(address), address }]
  const amount = (key: 'deposited' | 'withdrawn', units: bigint): StreamTerm => ({
    key,
    name: messages[key],
    value: printTokens(units, token, locale, 'full'),
  })
  const { tokenAddress, startTime } = stream
  const symbol = token.symbol || (tokenAddress === undefined ? '' : shortAddress(tokenAddress))
  return [
    ...party('sender', stream.sender),
    ...party('recipient', stream.recipient),
    ...(symbol
      ? [{ key: 'token', name: messages.token, value: symbol, address: tokenAddress } as const]
      : []),
    amount('deposited', stream.depositedAmount),
    amount('withdrawn', stream.withdrawnAmount),
    {
      key: 'started',
      name: messages.started,
      value: printDateAndTime(startTime * 1000, { locale, timeZone }),
      isoTime: isoDateTime(startTime * 1000),
    },
  ]
}

interface DetailValue extends StreamDetailView {
  /** What the article is called. */
  readonly name: string
  readonly nameOf: StreamCardOptions['nameOf']
  readonly messages: DetailMessages
}

const [Provider, part, useDetail] = createWidgetContext<DetailValue>('StreamDetail')

/** Props of the root. */
export type StreamDetailRootProps = StreamCardOptions &
  Omit<PartProps<'article', StreamWidgetState>, keyof StreamCardOptions>

const Root = forwardRef<HTMLElement, StreamDetailRootProps>((props, forwarded) => {
  const [source, rest] = splitSource(props)
  return (
    <StreamScope {...source}>
      <ScopedRoot {...rest} ref={forwarded} />
    </StreamScope>
  )
})
Root.displayName = 'StreamDetail.Root'

type ScopedRootProps = Omit<StreamDetailRootProps, keyof ReturnType<typeof splitSource>[0]>

const ScopedRoot = forwardRef<HTMLElement, ScopedRootProps>((props, forwarded) => {
  const { nameOf, timeZone, ...rest } = props
  const view = useStreamDetail({ nameOf, timeZone })
  const { state, text } = view
  const messages = useMessages('detail', detailEnglish)
  const card = useMessages('card', cardEnglish)
  const { title, subtitle } = text
  const name = subtitle ? card.name({ stream: subtitle, title }) : title
  const root = usePart<'article', StreamWidgetState>(
    'article',
    {
      className: 'sg-detail',
      attributes: {
        ...stateAttributes(state),
        'aria-label': name,
        'aria-busy': state.phase === 'loading',
      },
    },
    rest,
    forwarded,
    state,
  )
  return <Provider value={{ ...view, name, nameOf, messages }}>{root}</Provider>
})
ScopedRoot.displayName = 'StreamDetail.ScopedRoot'

/**
 * Lets users of screen readers navigate to the parts of a stream. Not an `h3`: style sheets of pages often have rules for it,
 * and rules outside of layers win over those in a layer.
 */
function Heading({ children }: { readonly children: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    <span className="sg-detail__heading" role="heading" aria-level={3}>
      {children}
    </span>
  )
}

/** The heading of the whole widget. Visually hidden, since the card shows the same text. */
function StreamHeading() {
  const { name, state } = useDetail()
  if (state.phase === 'loading') return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    <span className="sg-visually-hidden" role="heading" aria-level={2}>
      {name}
    </span>
  )
}

/** The column of the card and what belongs to it. */
const Main = part('Main', 'div', () => ({ className: 'sg-detail__main' }))

/** The column of the timeline. */
const Side = part('Side', 'div', () => ({ className: 'sg-detail__side' }))

/** The parties and the terms. */
const Terms = part('Terms', 'section', ({ terms, messages, nameOf }) => ({
  className: 'sg-detail__terms',
  attributes: { 'aria-label': messages.facts },
  children: (
    <>
      <Heading>{messages.facts}</Heading>
      <ul className="sg-detail__rows">
        {terms.map((term) => (
          <li key={term.key} className="sg-detail__row">
            <span className="sg-detail__name">{term.name}</span>{' '}
            <TermValue term={term} nameOf={nameOf} />
          </li>
        ))}
      </ul>
    </>
  ),
}))

function TermValue(props: {
  readonly term: StreamTerm
  readonly nameOf: StreamCardOptions['nameOf']
}) {
  const { key, value, address, isoTime } = props.term
  const className = 'sg-detail__value sg-phrase sg-number'
  if ((key === 'sender' || key === 'recipient') && address !== undefined) {
    return <Party className="sg-detail__value" address={address} nameOf={props.nameOf} />
  }
  if (isoTime === undefined) {
    return (
      <span className={className} title={address}>
        {value}
      </span>
    )
  }
  return (
    <time className={className} dateTime={isoTime}>
      {value}
    </time>
  )
}

/** Props of {@link StreamDetail}. */
export interface StreamDetailProps
  extends StreamDetailOptions,
    Omit<StreamDetailRootProps, 'children'> {
  /** Buttons for what can be done with the stream, at the end of the card. */
  readonly actions?: ReactNode
  /** Below the card: how it continues, such as a chart of its balance or the time that is left. */
  readonly forecast?: ReactNode
  /** Leaves the timeline out. Default false. */
  readonly hideTimeline?: boolean | undefined
}

const Styled = forwardRef<HTMLElement, StreamDetailProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('StreamDetail', 'sg-detail')
  }
  const { actions, forecast, hideTimeline = false, ...others } = props
  const { events, pageSize, transactionUrl, ...root } = others
  const { nameOf, timeZone } = root
  const timeline = useMessages('timeline', timelineEnglish)
  return (
    <Root {...root} ref={ref}>
      <Main>
        <StreamHeading />
        <StreamCard
          nameOf={nameOf}
          timeZone={timeZone}
          actions={actions}
          everyMs={0}
          labelEnd={<AmountInspector events={events} timeZone={timeZone} />}
        />
        <Forecast>{forecast}</Forecast>
        <StyledTerms />
      </Main>
      {!hideTimeline && (
        <StyledSide>
          <StreamTimeline
            {...{ events, pageSize, transactionUrl, nameOf, timeZone }}
            heading={<Heading>{timeline.label}</Heading>}
          />
        </StyledSide>
      )}
    </Root>
  )
})
Styled.displayName = 'StreamDetail'

function Forecast({ children }: { readonly children: ReactNode }) {
  const { state } = useDetail()
  return state.phase === 'ready' ? children : null
}

function StyledTerms() {
  const { terms, state } = useDetail()
  if (state.phase === 'loading') return <TermPlaceholders />
  return terms.length > 0 ? <Terms /> : null
}

const termNames = ['sender', 'recipient', 'token', 'deposited', 'withdrawn', 'started'] as const

/** The names, which are known, with a bar in place of each term. */
function TermPlaceholders() {
  const { messages } = useDetail()
  return (
    <div className="sg-detail__terms">
      <Heading>{messages.facts}</Heading>
      <ul className="sg-detail__rows" aria-hidden="true">
        {termNames.map((name) => (
          <li key={name} className="sg-detail__row" data-placeholder="">
            <span className="sg-detail__name">{messages[name]}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Left out for a stream that does not exist: it has no history. */
function StyledSide({ children }: { readonly children: ReactNode }) {
  const { stream, state } = useDetail()
  return stream || state.phase === 'loading' ? <Side>{children}</Side> : null
}

/**
 * One payment stream with all that is known about it: `<StreamDetail streamId="42" />` below a provider, or with `stream`,
 * `token` and `events` as objects and no network at all.
 *
 * @example
 * <StreamDetail streamId="42" actions={<button type="button">Withdraw</button>} />
 */
export const StreamDetail = /* @__PURE__ */ Object.assign(Styled, {
  /** The article, which provides the stream to everything inside. */
  Root,
  Main,
  Side,
  Terms,
})
