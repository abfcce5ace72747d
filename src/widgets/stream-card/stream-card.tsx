/**
 * StreamCard: one payment stream at a glance: the other party, the balance that matters now, rate,
 * progress and dates. Composed from the other widgets inside one StreamScope, so that the summary of the
 * stream is computed once; adds texts, and announces thresholds. Over 250 lines, because the parts and the default look that is
 * made of them as elements are read together.
 */
import {
  cloneElement,
  type ForwardedRef,
  forwardRef,
  type ReactElement,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
} from 'react'
import { isDevelopment } from '../../development.ts'
import { cardEnglish, statusEnglish, unavailableEnglish } from '../../messages/english.ts'
import { sectionAttribute } from '../../react/element-activity.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { ScopeProvider, useOwnScope } from '../../react/stream-scope.tsx'
import type { StreamSummary } from '../../react/stream-summary.ts'
import { beatMs } from '../../react/tick-binding.ts'
import { useTextTime } from '../../react/use-text-time.ts'
import { useAnnounce } from '../announcer/announcer.tsx'
import { PlainBalance } from '../flowing-balance/flowing-balance-parts.tsx'
import type { NameOf } from '../formatting/addresses.ts'
import { drawIcon } from '../icons/icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { plainProgress } from '../stream-progress/stream-progress.tsx'
import { useLevelOf } from '../stream-progress/use-stream-progress.ts'
import { plainStatus } from '../stream-status-badge/stream-status-badge.tsx'
import {
  type StreamSource,
  type StreamView,
  splitSource,
  useStreamView,
  viewOf,
} from '../stream-view/use-stream-view.ts'
import { type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'
import { type CardText, describeStream } from './card-text.ts'

/** What a card shows, and how. */
export interface StreamCardOptions extends StreamSource {
  /** Names for addresses. */
  readonly nameOf?: NameOf | undefined
  /** IANA time zone of dates. Default: the provider's. */
  readonly timeZone?: string | undefined
}

type CardStyle = Pick<StreamCardOptions, 'nameOf' | 'timeZone'>

/** What {@link useStreamCard} returns. */
export interface StreamCardView extends StreamView {
  /** Every text of the card, in the language of the page. */
  readonly text: CardText
}

/**
 * The headless hook: the texts of a card. Renders for events and changes of status. Use it below a
 * `StreamScope`, next to the widgets of the same stream.
 */
export function useStreamCard(options: StreamCardOptions = {}): StreamCardView {
  const { nameOf, timeZone, ...source } = options
  return useCardOf(useStreamView(source), { nameOf, timeZone })
}

function useCardOf(view: StreamView, options: CardStyle): StreamCardView {
  const { timeZone: pageTimeZone } = useLanguage()
  const { nameOf, timeZone = pageTimeZone } = options
  const messages = useMessages('card', cardEnglish)
  const reasons = useMessages('unavailable', unavailableEnglish)
  const { stream, streamId, token, state, unavailable, locale } = view
  const now = useTextTime()
  const text = useMemo(
    () =>
      describeStream(stream, {
        ...{ messages, reasons, state, unavailable, streamId, token, nameOf, locale, timeZone },
        nearMs: now(),
      }),
    [stream, messages, reasons, state, unavailable, streamId, token, nameOf, locale, timeZone, now],
  )
  useThresholdAnnouncements(state, text)
  return { ...view, text }
}

/** Both thresholds are reached without an event, so no activity feed announces them. */
function useThresholdAnnouncements(state: StreamWidgetState, text: CardText): void {
  const announce = useAnnounce()
  const messages = useMessages('card', cardEnglish)
  const { status, isEndingSoon, isCritical } = state
  const threshold =
    status === 'settled'
      ? 'announceSettled'
      : isCritical
        ? 'announceCritical'
        : isEndingSoon
          ? 'announceSoon'
          : null
  const previous = useRef({ status, threshold })
  const subject = text.subtitle || text.title
  useEffect(() => {
    const { current: before } = previous
    previous.current = { status, threshold }
    if (before.status !== 'streaming' || !threshold || before.threshold === threshold) return
    announce(subject, messages[threshold]({ stream: subject }))
  }, [status, threshold, subject, messages, announce])
}

const [Provider, part, , plain] = createWidgetContext<StreamCardView>('StreamCard')

/** Props of the root. */
export type StreamCardRootProps = StreamCardOptions &
  Omit<PartProps<'article', StreamWidgetState>, keyof StreamCardOptions>

const Root = forwardRef<HTMLElement, StreamCardRootProps>((props, forwarded) =>
  useCardRoot(props, forwarded),
)
Root.displayName = 'StreamCard.Root'

/** The scope and the article around the parts. `createContent` makes them without components, for the default look. */
function useCardRoot(
  props: StreamCardRootProps,
  forwarded: ForwardedRef<HTMLElement>,
  createContent?: (card: StreamCardView, summary: StreamSummary) => ReactNode,
): ReactElement {
  const [source, { nameOf, timeZone, ...rest }] = splitSource(props)
  const scope = useOwnScope(source)
  const { locale } = useLanguage()
  const card = useCardOf(viewOf(scope.summary, locale), { nameOf, timeZone })
  const { state, text } = card
  const { title, subtitle } = text
  const messages = useMessages('card', cardEnglish)
  const root = usePart<'article', StreamWidgetState>(
    'article',
    {
      className: 'sg-card',
      attributes: {
        ...stateAttributes(state),
        'aria-label': subtitle ? messages.name({ stream: subtitle, title }) : title,
        'aria-busy': state.phase === 'loading',
        // Numbers in a card far from the viewport are not observed.
        [sectionAttribute]: '',
      },
      children: createContent?.(card, scope.summary),
    },
    rest,
    forwarded,
    state,
  )
  return (
    <ScopeProvider value={scope}>
      <Provider value={card}>{root}</Provider>
    </ScopeProvider>
  )
}

const Header = part('Header', 'div', () => ({ className: 'sg-card__header' }))

/** The direction of the money as an arrow; the title has it as text. */
const Direction = part('Direction', 'span', ({ state }) => ({
  className: 'sg-card__direction',
  attributes: { 'aria-hidden': 'true' },
  children: drawIcon(state.phase === 'empty' ? 'unknown' : (state.direction ?? 'net')),
}))

/** A text of the card. While loading, a bar takes its place, and the card's accessible name says so. */
const textPart = (name: string, key: 'title' | 'subtitle' | 'label', className: string) =>
  part(name, 'span', ({ state, text }) => ({
    className,
    children: state.phase === 'loading' ? '' : text[key],
  }))

const Title = textPart('Title', 'title', 'sg-card__title sg-phrase')
const Subtitle = textPart('Subtitle', 'subtitle', 'sg-card__subtitle sg-phrase')

/** Label, balance and rate; or only the message. */
const Body = part('Body', 'div', () => ({ className: 'sg-card__body' }))

const Label = textPart('Label', 'label', 'sg-card__label')

const Rate = part('Rate', 'span', ({ text }) => ({
  className: 'sg-card__rate sg-phrase sg-number',
  attributes: { translate: 'no' },
  children: text.rate,
}))

/** Why there is nothing else to show. */
const Message = part('Message', 'p', ({ text }) => ({
  className: 'sg-card__message',
  children: text.message,
}))

const Footer = part('Footer', 'div', () => ({ className: 'sg-card__footer' }))

const Deposit = part('Deposit', 'span', ({ text }) => ({
  className: 'sg-card__deposit sg-phrase sg-number',
  children: text.deposit,
}))

const Schedule = part('Schedule', 'span', ({ text }) => ({
  className: 'sg-card__schedule sg-phrase',
  children: text.schedule,
}))

/** Buttons of the application: top up, withdraw, … */
const Actions = part('Actions', 'div', () => ({ className: 'sg-card__actions' }))

/** Props of {@link StreamCard}. */
export interface StreamCardProps extends Omit<StreamCardRootProps, 'children'> {
  /** Buttons of the application, in a row at the end of the card. */
  readonly actions?: ReactNode
  /** After the name of the large number, such as an `AmountInspector`. */
  readonly labelEnd?: ReactNode
  /** Digits of the large number that change too fast to be read. Default 0. */
  readonly fastDigits?: number | undefined
  /**
   * Least time between two writes of the large number, in ms. Default 100: cards are usually in grids, and
   * numbers that are written together share one layout. 0 suits a single card.
   */
  readonly everyMs?: number | undefined
}

const Styled = forwardRef<HTMLElement, StreamCardProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('StreamCard', 'sg-card')
  }
  const { actions, labelEnd, fastDigits, everyMs = beatMs, ...root } = props
  const { timeZone } = root
  const statusMessages = useMessages('status', statusEnglish)
  return useCardRoot(root, ref, (card, summary) => [
    plain(
      Header,
      card,
      plain(Direction, card),
      plain(Title, card),
      plain(Subtitle, card),
      card.state.phase !== 'empty' && plainStatus(card, statusMessages),
    ),
    ...contentOf(card, { summary, labelEnd, fastDigits, everyMs, timeZone }),
    actions && plain(Actions, card, actions),
  ])
})
Styled.displayName = 'StreamCard'

/** The balance and the progress, as elements without components; or only the message. */
function contentOf(
  card: StreamCardView,
  props: Pick<StreamCardProps, 'fastDigits' | 'everyMs' | 'labelEnd' | 'timeZone'> & {
    readonly summary: StreamSummary
  },
): readonly ReactNode[] {
  const { labelEnd, ...balance } = props
  const { kind, message } = card.text
  if (message) return [plain(Body, card, plain(Message, card))]
  const label = plain(Label, card)
  const named = (
    <span key="named" className="sg-card__named">
      {label}
      {labelEnd}
    </span>
  )
  return [
    plain(
      Body,
      card,
      labelEnd ? named : label,
      // Another kind is another number, so the balance is remounted. It has no note, since the label of the card
      // says the same.
      <PlainBalance key={kind} {...balance} kind={kind} look={balanceLook} />,
      plain(Rate, card),
    ),
    <CardProgress key="progress" card={card} />,
  ]
}

const balanceLook = { size: 'hero', align: 'start', hideSymbol: false, hideNote: true } as const

function CardProgress({ card }: { readonly card: StreamCardView }) {
  const progress = useLevelOf(card, 1)
  return plainProgress(progress, (percent) =>
    plain(
      Footer,
      card,
      <span key="share" className="sg-card__share">
        {percent} {plain(Deposit, card)}
      </span>,
      cloneElement(plain(Schedule, card), { key: card.text.schedule }),
    ),
  )
}

/**
 * One payment stream as a card: `<StreamCard streamId="42" />`, or with `stream` and `token` as
 * objects and no network at all.
 *
 * @example
 * <StreamCard streamId="42" actions={<button type="button">Withdraw</button>} />
 */
export const StreamCard = /* @__PURE__ */ Object.assign(Styled, {
  /** The article, which provides the stream to everything inside. */
  Root,
  /** The row of direction, title, subtitle and status. */
  Header,
  Direction,
  /** What the stream is, from the account's point of view. */
  Title,
  /** The other party, or both. */
  Subtitle,
  Body,
  /** What the large number is. */
  Label,
  /** What accrues per day, or will once it is resumed; or the outcome of a stream that has ended. */
  Rate,
  Message,
  /** The row of share, deposit and schedule. */
  Footer,
  /** The deposit with its symbol. */
  Deposit,
  /** When the stream ends, ended, starts or was paused. */
  Schedule,
  Actions,
})
