/**
 * StreamCard: one payment stream at a glance. Who, the one figure that matters now, how fast, how
 * full, what comes next. Put together from the other widgets; adds words, and says thresholds aloud.
 * Long because it is a list: every part is a few lines, and they are read side by side.
 */
import { forwardRef, type ReactNode, useEffect, useMemo, useRef } from 'react'
import { sectionAttribute } from '../../react/element-activity.ts'
import { useAnnounce } from '../announcer/announcer.tsx'
import { FlowingBalance } from '../flowing-balance/flowing-balance.tsx'
import { Icon, type IconName } from '../icons/icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { createWidgetContext } from '../part/widget-context.ts'
import { StreamProgress } from '../stream-progress/stream-progress.tsx'
import { StreamStatusBadge } from '../stream-status-badge/stream-status-badge.tsx'
import {
  type StreamSource,
  type StreamView,
  splitSource,
  useStreamView,
} from '../stream-view/use-stream-view.ts'
import { type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'
import type { NameOf } from '../wording/addresses.ts'
import { type CardWords, describeStream } from './card-words.ts'

/** What a card shows, and how. */
export interface StreamCardOptions extends StreamSource {
  /** Names for addresses. */
  readonly nameOf?: NameOf | undefined
  /** IANA time zone of dates. Default: the host's. */
  readonly timeZone?: string | undefined
}

/** What {@link useStreamCard} returns. */
export interface StreamCardView extends StreamView {
  readonly words: CardWords
  /** The source as given, for the widgets inside the card. */
  readonly source: StreamSource
}

/** The headless hook: a payment stream in words. Renders for events and changes of status. */
export function useStreamCard(options: StreamCardOptions): StreamCardView {
  const { nameOf, timeZone, ...source } = options
  const view = useStreamView(source)
  const { stream, token, state, absence, locale } = view
  const streamId = stream ? stream.streamId : source.streamId
  const words = useMemo(
    () => describeStream(stream, { state, absence, streamId, token, nameOf, locale, timeZone }),
    [stream, state, absence, streamId, token, nameOf, locale, timeZone],
  )
  useSayThresholds(state, words)
  return { ...view, words, source }
}

/** Time alone brings these two about, so no event in a feed tells of them. */
function useSayThresholds({ status, isCritical }: StreamWidgetState, words: CardWords): void {
  const say = useAnnounce()
  const before = useRef({ status, isCritical })
  const subject = words.subtitle || words.title
  useEffect(() => {
    const { current: was } = before
    before.current = { status, isCritical }
    if (was.status === 'streaming' && status === 'settled') {
      say(subject, `${subject} has streamed everything.`)
    } else if (was.status === 'streaming' && !was.isCritical && isCritical) {
      say(subject, `${subject} ends soon.`)
    }
  }, [status, isCritical, subject, say])
}

const [Provider, part, useCard] = createWidgetContext<StreamCardView>('StreamCard')

/** Props of the root. */
export type StreamCardRootProps = StreamCardOptions &
  Omit<PartProps<'article', StreamWidgetState>, keyof StreamCardOptions>

const Root = forwardRef<HTMLElement, StreamCardRootProps>((props, forwarded) => {
  const [source, { nameOf, timeZone, ...rest }] = splitSource(props)
  const view = useStreamCard({ ...source, nameOf, timeZone })
  const { state, words } = view
  const root = usePart<'article', StreamWidgetState>(
    'article',
    {
      className: 'sg-card',
      attributes: {
        ...stateAttributes(state),
        'aria-label': words.subtitle ? `${words.subtitle}, ${words.title}` : words.title,
        'aria-busy': state.phase === 'loading',
        // Numbers in a card that is far away are not even observed.
        [sectionAttribute]: '',
      },
    },
    rest,
    forwarded,
    state,
  )
  return <Provider value={view}>{root}</Provider>
})
Root.displayName = 'StreamCard.Root'

const Header = part('Header', 'div', () => ({ className: 'sg-card__header' }))

const directionIcons: { readonly [direction: string]: IconName } = {
  incoming: 'incoming',
  outgoing: 'outgoing',
  net: 'net',
}

/** Which way the money goes, as an arrow; the title says it in words. */
const Direction = part('Direction', 'span', ({ state }) => ({
  className: 'sg-card__direction',
  attributes: { 'aria-hidden': 'true' },
  children: <Icon name={directionIcons[state.direction ?? 'net'] ?? 'net'} />,
}))

const Title = part('Title', 'span', ({ words }) => ({
  className: 'sg-card__title sg-phrase',
  children: words.title,
}))

const Subtitle = part('Subtitle', 'span', ({ words }) => ({
  className: 'sg-card__subtitle sg-phrase',
  children: words.subtitle,
}))

const Figure = part('Figure', 'div', () => ({ className: 'sg-card__figure' }))

const Label = part('Label', 'span', ({ words }) => ({
  className: 'sg-card__label',
  children: words.label,
}))

const Pace = part('Pace', 'span', ({ words }) => ({
  className: 'sg-card__pace sg-phrase sg-number',
  attributes: { translate: 'no' },
  children: words.pace,
}))

const Footer = part('Footer', 'div', () => ({ className: 'sg-card__footer' }))

const Whole = part('Whole', 'span', ({ words }) => ({
  className: 'sg-card__whole sg-phrase sg-number',
  children: words.whole,
}))

const Outlook = part('Outlook', 'span', ({ words }) => ({
  className: 'sg-card__outlook sg-phrase',
  children: words.outlook,
}))

/** Buttons of the application: top up, withdraw, … */
const Actions = part('Actions', 'div', () => ({ className: 'sg-card__actions' }))

/**
 * The beat of cards. What a write costs is mostly the layout of the frame it falls into, whether one
 * number changes in it or two hundred.
 */
const cardBeatMs = 100

/** Props of {@link StreamCard}. */
export interface StreamCardProps extends Omit<StreamCardRootProps, 'children'> {
  /** Buttons of the application, in a row at the end of the card. */
  readonly actions?: ReactNode
  /** Digits after those that can be read, on the large number. Default 0. */
  readonly fastDigits?: number | undefined
  /**
   * Least time between two writes of the large number, in ms. Default 100: cards come in grids, and
   * numbers that share a beat share one layout. 0 for a card that stands alone.
   */
  readonly everyMs?: number | undefined
}

const Styled = forwardRef<HTMLElement, StreamCardProps>((props, ref) => {
  const { actions, fastDigits, everyMs = cardBeatMs, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Header>
        <Direction />
        <Title />
        <Subtitle />
        <CardStatus />
      </Header>
      <Figure>
        <Label />
        <CardBalance fastDigits={fastDigits} everyMs={everyMs} />
        <Pace />
      </Figure>
      <CardGauge />
      {actions && <Actions>{actions}</Actions>}
    </Root>
  )
})
Styled.displayName = 'StreamCard'

function CardStatus() {
  const { source, state } = useCard()
  return state.phase === 'empty' ? null : <StreamStatusBadge {...source} />
}

function CardBalance(props: Pick<StreamCardProps, 'fastDigits' | 'everyMs'>) {
  const { source, words } = useCard()
  // Another kind is another number: it starts afresh instead of turning into it.
  return <FlowingBalance key={words.kind} {...source} {...props} kind={words.kind} size="hero" />
}

function CardGauge() {
  const { source, state } = useCard()
  if (state.phase === 'empty' || state.phase === 'error') return null
  return (
    <StreamProgress.Root {...source}>
      <StreamProgress.Channel>
        <StreamProgress.Water />
        <StreamProgress.Withdrawn />
      </StreamProgress.Channel>
      <StreamProgress.Staff />
      <Footer>
        <span className="sg-card__share">
          <StreamProgress.Percent /> <Whole />
        </span>
        <Outlook />
      </Footer>
    </StreamProgress.Root>
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
  Root,
  Header,
  Direction,
  Title,
  Subtitle,
  Figure,
  Label,
  Pace,
  Footer,
  Whole,
  Outlook,
  Actions,
})
