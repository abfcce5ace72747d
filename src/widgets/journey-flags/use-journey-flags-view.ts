/** The headless hook of JourneyFlags: flags with their state, in an order that holds still under the pointer. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { countOf } from '../../messages/cached-format.ts'
import { dataEnglish, flagsEnglish } from '../../messages/english.ts'
import { type DataOptions, type DataState, dataStateOf } from '../../react/dashboard/data-state.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import { type HeldOrderHandlers, useHeldOrder } from '../../react/use-held-order.ts'
import { useAnnounce } from '../announcer/announcer.tsx'
import { useDataNote } from '../data-view/data-note.ts'
import { isoDateTime, isValidTime, printDateOrTime } from '../formatting/date-time.ts'

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
  /** How many of them are set, as text: “3 of 5”; empty while there are none. */
  readonly summary: string
  /** Why the flags are not live, and as of when they are; empty while they are. */
  readonly note: string
  /** In place of the flags: that there are none, or what went wrong. Empty while there are some. */
  readonly message: string
  /** Whether the order is held and differs from the latest. */
  readonly isOutdated: boolean
  /** Shows the latest order. */
  showLatest(): void
  /** Spread them onto the element around the list, so that its order can hold still. */
  readonly handlers: HeldOrderHandlers
}

/** How long a flag that has changed is marked. */
const markMs = 4000
const noFlags: readonly JourneyFlag[] = []
const keyOf = ({ journey, flag }: JourneyFlag) =>
  journey === undefined ? flag : `${journey}:${flag}`

/** The flags as a list. Announces those that change while it is mounted. */
export function useJourneyFlagsView(options: JourneyFlagsOptions): JourneyFlagsView {
  const { flags, nameOf = readableName, order = 'given', isSilent = false } = options
  const { locale, timeZone } = useLanguage()
  const { serverNowMs } = useSession()
  const messages = useMessages('flags', flagsEnglish)
  const dataMessages = useMessages('data', dataEnglish)
  const { phase, freshness } = dataStateOf(options, flags?.length)
  const list = phase === 'ready' && flags ? flags : noFlags
  const { changed, changedAtMs } = useChanges(list)
  const ordered = useMemo(
    () => (order === 'recent' ? latestFirst(list, changedAtMs) : list),
    [list, order, changedAtMs],
  )
  const { items, isOutdated, showLatest, handlers } = useHeldOrder(ordered, { keyOf })
  useChangeAnnouncements(changed, items, { nameOf, isSilent })

  const style = { locale, timeZone: options.timeZone ?? timeZone }
  const entries = items.map((flag): JourneyFlagEntry => {
    const key = keyOf(flag)
    const { atMs } = flag
    const hasTime = atMs !== undefined && isValidTime(atMs)
    return {
      key,
      flag,
      name: nameOf(flag),
      stateText: messages[flag.isSet ? 'set' : 'unset'],
      time: hasTime ? printDateOrTime(atMs, serverNowMs(), style) : '',
      isoTime: hasTime ? isoDateTime(atMs) : undefined,
      isChanged: changed.has(key),
    }
  })
  const setCount = list.filter(({ isSet }) => isSet).length
  const count = list.length
  const state = useMemo<JourneyFlagsState>(
    () => ({ phase, freshness, setCount, count }),
    [phase, freshness, setCount, count],
  )
  const textOf = (number: number) => countOf(number, locale).number
  return {
    state,
    entries,
    summary: count === 0 ? '' : messages.summary({ set: textOf(setCount), total: textOf(count) }),
    note: useDataNote(options, state),
    message:
      phase === 'empty'
        ? messages.empty
        : phase === 'error'
          ? (options.errorText ?? dataMessages.error)
          : '',
    isOutdated,
    showLatest,
    handlers,
  }
}

/** `profile_complete`, `profile-complete` and `profileComplete` read “Profile complete”. */
function readableName({ flag }: JourneyFlag): string {
  const words = flag
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_.-]+/g, ' ')
    .trim()
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Those with the newest change first; those whose change is not known last, as they were given. */
function latestFirst(
  flags: readonly JourneyFlag[],
  changedAtMs: ReadonlyMap<string, number>,
): readonly JourneyFlag[] {
  const timeOf = (flag: JourneyFlag) => flag.atMs ?? changedAtMs.get(keyOf(flag)) ?? -Infinity
  return [...flags].sort((a, b) => (timeOf(a) === timeOf(b) ? 0 : timeOf(b) - timeOf(a)))
}

interface Changes {
  readonly flags: readonly JourneyFlag[]
  readonly states: ReadonlyMap<string, boolean>
  /** Marked now. */
  readonly changed: ReadonlySet<string>
  /** When each changed, as seen here. */
  readonly changedAtMs: ReadonlyMap<string, number>
}

const statesOf = (flags: readonly JourneyFlag[]) =>
  new Map(flags.map((flag) => [keyOf(flag), flag.isSet]))

/** Which flags have changed in the last seconds. Those that are there at first, or are added, have not. */
function useChanges(flags: readonly JourneyFlag[]): Changes {
  const { platform, serverNowMs } = useSession()
  const [kept, setKept] = useState<Changes>(() => ({
    flags,
    states: statesOf(flags),
    changed: new Set(),
    changedAtMs: new Map(),
  }))
  let now = kept
  if (kept.flags !== flags) {
    // Set while rendering, so that a change and its mark are in the same commit.
    now = changesAfter(kept, flags, serverNowMs)
    setKept(now)
  }
  const { changed } = now
  useEffect(() => {
    if (changed.size === 0) return
    return platform.timers.after(markMs, () => {
      setKept((current) => {
        const left = new Set([...current.changed].filter((key) => !changed.has(key)))
        return { ...current, changed: left }
      })
    })
  }, [changed, platform])
  return now
}

function changesAfter(
  { states, changed, changedAtMs }: Changes,
  flags: readonly JourneyFlag[],
  nowMs: () => number,
): Changes {
  const keys = flags
    .filter((flag) => (states.get(keyOf(flag)) ?? flag.isSet) !== flag.isSet)
    .map(keyOf)
  const next = { flags, states: statesOf(flags) }
  if (keys.length === 0) return { ...next, changed, changedAtMs }
  const atMs = nowMs()
  return {
    ...next,
    changed: new Set([...changed, ...keys]),
    changedAtMs: new Map([...changedAtMs, ...keys.map((key) => [key, atMs] as const)]),
  }
}

interface AnnouncementOptions {
  readonly nameOf: (flag: JourneyFlag) => string
  readonly isSilent: boolean
}

/** The announcer collects them: many changes are one announcement with their number. */
function useChangeAnnouncements(
  changed: ReadonlySet<string>,
  flags: readonly JourneyFlag[],
  { nameOf, isSilent }: AnnouncementOptions,
): void {
  const announce = useAnnounce()
  const messages = useMessages('flags', flagsEnglish)
  const announced = useRef(new Map<string, boolean>())
  const announceFlag = useCallback(
    (key: string, flag: JourneyFlag) => {
      const name = nameOf(flag)
      announce(
        `flag:${key}`,
        flag.isSet ? messages.announceSet({ name }) : messages.announceUnset({ name }),
      )
    },
    [announce, messages, nameOf],
  )
  useEffect(() => {
    for (const flag of flags) {
      const key = keyOf(flag)
      const isNew = announced.current.get(key) !== flag.isSet
      announced.current.set(key, flag.isSet)
      if (isNew && changed.has(key) && !isSilent) announceFlag(key, flag)
    }
  }, [changed, flags, isSilent, announceFlag])
}
