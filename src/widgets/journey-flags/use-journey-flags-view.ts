/** The headless hook of JourneyFlags: flags with their state, in an order that holds still under the pointer. */
import type { DataOptions, DataState } from '../live-value/data-state.ts'

/** One flag: a step of a journey that is done or not. What feeds and other sources have in common. */
export interface JourneyFlag {
  /** Its name, such as `profile_complete`; unique in its journey. */
  readonly flag: string
  /** The name of the journey, such as `onboarding`. */
  readonly journey?: string | undefined
  /** Whether it is set now. */
  readonly isSet: boolean
  /** When it changed, Unix ms. */
  readonly atMs?: number | undefined
}

/**
 * Which flags are shown, and how. The result of a data hook with these names can be spread onto the widget, such
 * as that of `useJourneyFlags` of `streamgauge/company/react`.
 */
export interface JourneyFlagsOptions extends DataOptions {
  /** The flags: undefined is loading. */
  readonly flags?: readonly JourneyFlag[] | undefined
  /** Name of the list, for screen readers, such as that of the journey. Default: “Journey”. */
  readonly label?: string | undefined
  /** A flag's name as users read it. Default: `profile_complete` reads “Profile complete”. */
  readonly nameOf?: ((flag: JourneyFlag) => string) | undefined
  /**
   * `given`: as in `flags`. `recent`: the last one that changed first; the order then holds still while the list is
   * hovered, focused or pressed. Default `given`.
   */
  readonly order?: 'given' | 'recent' | undefined
  /** What went wrong, in a sentence, while the phase is `error`. */
  readonly errorText?: string | undefined
  /** Loads the flags again: the widget then has a button while the phase is `error`. */
  readonly onRetry?: (() => void) | undefined
  /** Does not announce changes. Default false. */
  readonly isSilent?: boolean | undefined
  /** IANA time zone of times. Default: the provider's. */
  readonly timeZone?: string | undefined
}

/** One flag as it is shown. */
export interface JourneyFlagEntry {
  /** Unique in the list: the key of its item. */
  readonly key: string
  /** The flag itself. */
  readonly flag: JourneyFlag
  /** Its name as users read it. */
  readonly name: string
  /** Whether it is set, in a word. */
  readonly stateText: string
  /** When it changed; empty if that is not known. */
  readonly time: string
  /** The same for the `datetime` attribute. */
  readonly isoTime: string | undefined
  /** It has changed in the last seconds. */
  readonly isChanged: boolean
}

/** State of {@link useJourneyFlagsView}. */
export interface JourneyFlagsState extends DataState {
  /** How many flags are set. */
  readonly setCount: number
  /** How many flags there are. */
  readonly count: number
}

/** What {@link useJourneyFlagsView} returns. */
export interface JourneyFlagsView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: JourneyFlagsState
  /** In the order in which they are shown. */
  readonly entries: readonly JourneyFlagEntry[]
  /** How many of them are set, as text: “3 of 5”. */
  readonly summary: string
  /** Whether the order is held and differs from the latest. */
  readonly isOutdated: boolean
  /** Shows the latest order. */
  showLatest(): void
}
