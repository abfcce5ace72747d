/**
 * Party: an account as people know it: its name, a picture, and its short address with a button that copies all of it.
 * Looks nothing up by itself: names come from the application, pictures from the address.
 */
import { forwardRef } from 'react'
import { isDevelopment } from '../../development.ts'
import { PageIcon } from '../icons/page-icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { booleanAttribute } from '../stream-view/widget-state.ts'
import { avatarParts } from './avatar-picture.tsx'
import { type PartyOptions, type PartyState, type PartyView, useParty } from './use-party.ts'

const [Provider, part, usePartyView] = createWidgetContext<PartyView>('Party')

/** Props of the root. */
export type PartyRootProps = PartyOptions &
  Omit<PartProps<'span', PartyState>, keyof PartyOptions> & {
    /** `line`: all in one line. `stack`: the address below the name. Default `line`. */
    readonly layout?: 'line' | 'stack' | undefined
  }

const Root = forwardRef<HTMLSpanElement, PartyRootProps>((props, forwarded) => {
  const { address, name, nameOf, explorerUrl, layout = 'line', ...rest } = props
  const view = useParty({ address, name, nameOf, explorerUrl })
  const { state } = view
  const root = usePart<'span', PartyState>(
    'span',
    {
      className: 'sg-party',
      attributes: {
        'data-layout': layout,
        'data-named': booleanAttribute(state.isNamed),
        'data-copied': state.copied ?? undefined,
      },
    },
    rest,
    forwarded,
    state,
  )
  return <Provider value={view}>{root}</Provider>
})
Root.displayName = 'Party.Root'

/** Decoration: the name next to it has the meaning. Initials of a name, else a pattern. */
const Avatar = part('Avatar', 'svg', ({ avatar }) => avatarParts(avatar))

/** The name; the short address of an account without one. */
const Name = part('Name', 'span', ({ name, address, state }) => ({
  className: 'sg-party__name',
  attributes: { translate: 'no', dir: 'auto', title: state.isNamed ? undefined : address },
  children: name,
}))

/** The short address, with all of it as its title. */
const Address = part('Address', 'span', ({ shortAddress, address }) => ({
  className: 'sg-party__address sg-number',
  attributes: { translate: 'no', dir: 'ltr', title: address },
  children: shortAddress,
}))

const Copy = part('Copy', 'button', ({ copyLabel, copy, state }) => ({
  className: 'sg-party__copy sg-focusable',
  attributes: { type: 'button', 'aria-label': copyLabel, title: copyLabel, onClick: () => copy() },
  children: <PageIcon name={state.copied ?? 'copy'} />,
}))

/** A link to the explorer, in another tab. */
const Explorer = part('Explorer', 'a', ({ href, explorerLabel }) => ({
  className: 'sg-party__explorer sg-focusable',
  attributes: {
    href: href ?? undefined,
    target: '_blank',
    rel: 'noreferrer',
    'aria-label': explorerLabel,
    title: explorerLabel,
  },
  children: <PageIcon name="explorer" />,
}))

/** Props of {@link Party}. */
export interface PartyProps extends Omit<PartyRootProps, 'children'> {
  /** Leaves the picture out. */
  readonly hideAvatar?: boolean | undefined
  /** Leaves out the short address of an account that has a name. */
  readonly hideAddress?: boolean | undefined
  /** Leaves the button out that copies the address. */
  readonly hideCopy?: boolean | undefined
}

const Styled = forwardRef<HTMLSpanElement, PartyProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('Party', 'sg-party')
  }
  const { hideAvatar = false, hideAddress = false, hideCopy = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      {!hideAvatar && <Avatar />}
      <Body hideAddress={hideAddress} hideCopy={hideCopy} />
    </Root>
  )
})
Styled.displayName = 'Party'

function Body(options: { readonly hideAddress: boolean; readonly hideCopy: boolean }) {
  const { state, href } = usePartyView()
  return (
    <>
      <span className="sg-party__text">
        <Name />
        {state.isNamed && !options.hideAddress && <Address />}
      </span>
      {!options.hideCopy && <Copy />}
      {href !== null && <Explorer />}
    </>
  )
}

/**
 * An account: its name, a picture, its short address.
 *
 * @example
 * <Party address={stream.recipient} nameOf={nameOf} explorerUrl={(address) => `${explorer}/account/${address}`} />
 */
export const Party = /* @__PURE__ */ Object.assign(Styled, {
  /** The element around its parts. */
  Root,
  /** A picture that belongs to the address. */
  Avatar,
  /** The name, else the short address. */
  Name,
  /** The short address. */
  Address,
  /** A button that copies the whole address. */
  Copy,
  /** A link to the explorer. */
  Explorer,
})
