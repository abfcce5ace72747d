/** JourneyFlags: flags with their state as icon and word; those that have changed are marked for some seconds. */
import { forwardRef, memo, type ReactNode } from 'react'
import { isDevelopment } from '../../development.ts'
import type { DataMessages, FlagsMessages } from '../../messages/dashboard-messages.ts'
import { dataEnglish, flagsEnglish } from '../../messages/english.ts'
import type { RetryOptions } from '../../react/dashboard/data-state.ts'
import { useMessages } from '../../react/language.tsx'
import { Glyph } from '../glyph/glyph.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { booleanAttribute } from '../stream-view/widget-state.ts'
import {
  type JourneyFlagEntry,
  type JourneyFlagsOptions,
  type JourneyFlagsState,
  type JourneyFlagsView,
  useJourneyFlagsView,
} from './use-journey-flags-view.ts'

interface FlagsContext extends JourneyFlagsView {
  readonly messages: FlagsMessages
  readonly dataMessages: DataMessages
  readonly onRetry: (() => void) | undefined
}

const [Provider, part, useFlags] = createWidgetContext<FlagsContext>('JourneyFlags')
const [FlagProvider, flagPart] = createWidgetContext<{ readonly state: JourneyFlagEntry }>(
  'JourneyFlags.Flag',
)

/** Props of `JourneyFlags.Root`. */
export type JourneyFlagsRootProps = JourneyFlagsOptions &
  RetryOptions &
  Omit<PartProps<'section', JourneyFlagsState>, keyof JourneyFlagsOptions | keyof RetryOptions>

const Root = forwardRef<HTMLElement, JourneyFlagsRootProps>((props, forwarded) => {
  const { flags, label, nameOf, order, errorText, onRetry, isSilent, timeZone, ...others } = props
  const { phase: _, freshness: __, connected: ___, asOfMs: ____, ...rest } = others
  const view = useJourneyFlagsView(props)
  const messages = useMessages('flags', flagsEnglish)
  const dataMessages = useMessages('data', dataEnglish)
  const { state } = view
  const root = usePart<'section', JourneyFlagsState>(
    'section',
    {
      className: 'sg-flags sg-theme',
      attributes: {
        'aria-label': label ?? messages.label,
        'aria-busy': state.phase === 'loading',
        'data-phase': state.phase,
        'data-freshness': state.freshness,
      },
    },
    rest,
    forwarded,
    state,
  )
  return <Provider value={{ ...view, messages, dataMessages, onRetry }}>{root}</Provider>
})
Root.displayName = 'JourneyFlags.Root'

const Summary = part('Summary', 'span', ({ summary }) => ({
  className: 'sg-flags__summary sg-phrase sg-number',
  children: summary,
}))

/** Its order holds still while it is hovered, focused or pressed. */
const List = part('List', 'ol', ({ handlers }) => ({
  className: 'sg-flags__list',
  // Without markers Safari needs the role.
  attributes: { role: 'list', ...handlers },
}))

const Update = part('Update', 'button', ({ messages, showLatest }) => ({
  className: 'sg-flags__update sg-focusable',
  attributes: { type: 'button', onClick: showLatest },
  children: messages.update,
}))

const Message = part('Message', 'p', ({ message }) => ({
  className: 'sg-flags__message sg-phrase',
  children: message,
}))

const Retry = part('Retry', 'button', ({ dataMessages, onRetry }) => ({
  className: 'sg-flags__retry sg-button sg-focusable',
  attributes: { type: 'button', onClick: onRetry },
  children: dataMessages.retry,
}))

const Note = part('Note', 'span', ({ note }) => ({
  className: 'sg-flags__note sg-phrase',
  children: note,
}))

/** Props of `JourneyFlags.Flag`. */
export type JourneyFlagProps = {
  /** The flag that is shown, of the hook's `entries`. */
  readonly entry: JourneyFlagEntry
} & Omit<PartProps<'li', JourneyFlagEntry>, 'entry'>

/** One flag. Contains the parts below. */
const Flag = forwardRef<HTMLLIElement, JourneyFlagProps>((props, forwarded) => {
  const { entry, ...rest } = props
  const line = usePart<'li', JourneyFlagEntry>(
    'li',
    {
      className: 'sg-flags__flag',
      attributes: {
        'data-set': booleanAttribute(entry.flag.isSet),
        'data-changed': booleanAttribute(entry.isChanged),
      },
    },
    rest,
    forwarded,
    entry,
  )
  return <FlagProvider value={{ state: entry }}>{line}</FlagProvider>
})
Flag.displayName = 'JourneyFlags.Flag'

const FlagIcon = flagPart('Icon', 'span', ({ state }) => ({
  className: 'sg-flags__icon',
  children: <Glyph name={state.flag.isSet ? 'set' : 'unset'} />,
}))

const Name = flagPart('Name', 'span', ({ state }) => ({
  className: 'sg-flags__name sg-phrase',
  children: state.name,
}))

const StateText = flagPart('State', 'span', ({ state }) => ({
  className: 'sg-flags__state sg-phrase',
  children: state.stateText,
}))

const Time = flagPart('Time', 'time', ({ state }) => ({
  className: 'sg-flags__time sg-phrase sg-number',
  attributes: { dateTime: state.isoTime },
  children: state.time,
}))

/** Props of {@link JourneyFlags}. */
export interface JourneyFlagsProps extends Omit<JourneyFlagsRootProps, 'children' | 'title'> {
  /** A heading above the list. Default none; the list has a name either way. */
  readonly heading?: ReactNode
  /** Leaves the times out. */
  readonly hideTimes?: boolean | undefined
}

const Styled = forwardRef<HTMLElement, JourneyFlagsProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('JourneyFlags', 'sg-flags', 'dashboard')
  }
  const { heading, hideTimes = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <span className="sg-flags__head">
        <span className="sg-flags__heading">{heading}</span>
        <Summary />
      </span>
      <Body hideTimes={hideTimes} />
      <span className="sg-flags__foot">
        <Note />
        <UpdateWhenOutdated />
      </span>
    </Root>
  )
})
Styled.displayName = 'JourneyFlags'

function UpdateWhenOutdated() {
  return useFlags().isOutdated ? <Update /> : null
}

const skeletons = ['a', 'b', 'c'] as const

function Body({ hideTimes }: { readonly hideTimes: boolean }) {
  const { state, entries, message, dataMessages, onRetry } = useFlags()
  if (state.phase === 'loading') {
    return (
      <>
        <span className="sg-visually-hidden">{dataMessages.loading}</span>
        {skeletons.map((key) => (
          <span key={key} className="sg-flags__flag sg-flags__skeleton" aria-hidden="true" />
        ))}
      </>
    )
  }
  if (message) {
    return (
      <>
        <Message />
        {state.phase === 'error' && onRetry && <Retry />}
      </>
    )
  }
  return (
    <List>
      {entries.map((entry) => (
        <Line key={entry.key} entry={entry} hideTimes={hideTimes} />
      ))}
    </List>
  )
}

interface LineProps {
  readonly entry: JourneyFlagEntry
  readonly hideTimes: boolean
}

const Line = memo(
  ({ entry, hideTimes }: LineProps) => (
    <Flag entry={entry}>
      <FlagIcon />
      <Name />
      <StateText />
      {!hideTimes && <Time />}
    </Flag>
  ),
  // Entries are created at every render; these are all that they show.
  (a, b) =>
    a.hideTimes === b.hideTimes &&
    a.entry.flag === b.entry.flag &&
    a.entry.isChanged === b.entry.isChanged &&
    a.entry.name === b.entry.name &&
    a.entry.stateText === b.entry.stateText &&
    a.entry.time === b.entry.time,
)
Line.displayName = 'JourneyFlags.Line'

/**
 * The flags of a journey: the result of a data hook can be spread onto it.
 *
 * @example
 * <JourneyFlags heading="Onboarding" {...useJourneyFlags('onboarding')} />
 */
export const JourneyFlags = /* @__PURE__ */ Object.assign(Styled, {
  /** The section; its parts go inside. */
  Root,
  /** How many flags are set. */
  Summary,
  /** The list, whose order holds still while it is used. */
  List,
  /** A button that shows the latest order. */
  Update,
  /** That there are no flags, or what went wrong. */
  Message,
  /** A button that loads the flags again. */
  Retry,
  /** As of when the flags are, while they are not live. */
  Note,
  /** One flag; its parts go inside. */
  Flag,
  /** Whether it is set, as an icon. */
  Icon: FlagIcon,
  /** The name of the flag. */
  Name,
  /** Whether it is set, in a word. */
  State: StateText,
  /** When it changed, as a `time` element. */
  Time,
})
