/**
 * StaleBanner: says once that the page is not up to date, since when, and what happens next. It is not there while the
 * page is, and moves nothing when it appears.
 */
import { forwardRef } from 'react'
import { isDevelopment } from '../../development.ts'
import { PageIcon } from '../icons/page-icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { booleanAttribute } from '../stream-view/widget-state.ts'
import { type BannerRoom, useBannerRoom } from './use-banner-room.ts'
import {
  type StaleBannerOptions,
  type StaleBannerState,
  type StaleBannerView,
  useStaleBanner,
} from './use-stale-banner.ts'

interface BannerContext extends StaleBannerView {
  readonly room: BannerRoom | null
}

const [Provider, part, useBanner] = createWidgetContext<BannerContext>('StaleBanner')

/** Props of the root. */
export type StaleBannerRootProps = StaleBannerOptions &
  Omit<PartProps<'div', StaleBannerState>, keyof StaleBannerOptions> & {
    /**
     * `top` and `bottom`: over the page, at that edge of the window. `inline`: where it stands, in room that is always
     * reserved. Default `top`: toasts are at the lower edge.
     */
    readonly placement?: 'top' | 'bottom' | 'inline' | undefined
  }

const Root = forwardRef<HTMLDivElement, StaleBannerRootProps>((props, forwarded) => {
  const { feed, afterMs, timeZone, placement = 'top', ...rest } = props
  const view = useStaleBanner({ feed, afterMs, timeZone })
  const room = useBannerRoom(view.state.condition)
  const { state } = view
  const root = usePart<'div', StaleBannerState>(
    'div',
    {
      className: 'sg-banner',
      attributes: {
        'data-condition': state.condition,
        'data-placement': placement,
        'data-shown': booleanAttribute(state.isShown),
        // The room that it reserves is empty for everyone.
        'aria-hidden': state.isShown ? undefined : true,
        inert: state.isShown ? undefined : true,
      },
    },
    rest,
    forwarded,
    state,
  )
  if (!state.isShown && placement !== 'inline') return null
  return <Provider value={{ ...view, room }}>{root}</Provider>
})
Root.displayName = 'StaleBanner.Root'

const Icon = part('Icon', 'span', () => ({
  className: 'sg-banner__icon',
  attributes: { 'aria-hidden': 'true' },
  children: <PageIcon name="outdated" />,
}))

const Label = part('Label', 'span', ({ label, room }) => ({
  className: 'sg-banner__label',
  attributes: { 'data-room': room?.label },
  children: label,
}))

const AsOf = part('AsOf', 'time', ({ asOf, isoTime }) => ({
  className: 'sg-banner__as-of sg-number',
  attributes: { dateTime: isoTime },
  children: asOf,
}))

/** The countdown is not read out every second. */
const Next = part('Next', 'span', ({ next, state, room }) => ({
  className: 'sg-banner__next sg-number',
  attributes: {
    'data-room': room?.next,
    ...(state.condition === 'reconnecting' && { role: 'timer', 'aria-live': 'off' }),
  },
  children: next,
}))

/**
 * During an attempt there is nothing to press. The button is transparent then instead of absent: what is next to it stays where
 * it is, and who has pressed it by keyboard keeps the focus.
 */
const Retry = part('Retry', 'button', ({ state: { canRetry }, room, retryLabel, retry }) => ({
  className: 'sg-banner__retry sg-button sg-focusable',
  attributes: {
    type: 'button',
    onClick: canRetry ? retry : undefined,
    'aria-disabled': canRetry ? undefined : true,
    tabIndex: canRetry ? undefined : -1,
  },
  children: canRetry ? retryLabel : room?.retry,
}))

/** Props of {@link StaleBanner}. */
export interface StaleBannerProps extends Omit<StaleBannerRootProps, 'children'> {
  /** Leaves the button out. */
  readonly hideRetry?: boolean | undefined
}

const Styled = forwardRef<HTMLDivElement, StaleBannerProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('StaleBanner', 'sg-banner')
  }
  const { hideRetry = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Body hideRetry={hideRetry} />
    </Root>
  )
})
Styled.displayName = 'StaleBanner'

function Body({ hideRetry }: { readonly hideRetry: boolean }) {
  const { state, next, room } = useBanner()
  return (
    <span className="sg-banner__bar">
      <Icon />
      <span className="sg-banner__text">
        <Label />
        <AsOf />
        {(next || room) && <Next />}
      </span>
      {!hideRetry && (state.canRetry || room) && <Retry />}
    </span>
  )
}

/**
 * What to say while a page is not up to date: once, for all of it. Absent while it is.
 *
 * @example
 * <StaleBanner />
 */
export const StaleBanner = /* @__PURE__ */ Object.assign(Styled, {
  /** The element around its parts; absent while there is nothing to say, unless it reserves its room. */
  Root,
  /** A clock; decoration. */
  Icon,
  /** What is wrong, in a word or two. */
  Label,
  /** When the page was last up to date. */
  AsOf,
  /** What happens next. */
  Next,
  /** A button that connects at once. */
  Retry,
})
