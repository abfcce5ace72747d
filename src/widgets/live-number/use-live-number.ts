/**
 * The headless hook of LiveNumber: a number that changes by events. Its changes are written without React
 * (react/dashboard/number-writer.ts); it renders when there begins or ceases to be a number.
 */
import {
  type RefCallback,
  useCallback,
  useEffect,
  useInsertionEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react'
import { dataEnglish, metricEnglish } from '../../messages/english.ts'
import { type DataOptions, type DataState, dataStateOf } from '../../react/dashboard/data-state.ts'
import { isLiveValue, type LiveValue } from '../../react/dashboard/exact-decimal.ts'
import {
  joinNumber,
  printExactly,
  printNumber,
  splitNumber,
} from '../../react/dashboard/number-format.ts'
import {
  createNumberWriter,
  type NumberTexts,
  type NumberWriter,
} from '../../react/dashboard/number-writer.ts'
import type { ValueSource } from '../../react/dashboard/value-source.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { followReducedMotion } from '../../react/reduced-motion.ts'
import { useSession } from '../../react/session-context.ts'
import { breakable } from '../../react/text-writing.ts'
import { useDataNote } from '../data-view/data-note.ts'
import { isValidTime, printDateOrTime } from '../formatting/date-time.ts'

/** What a number shows, and how. */
export interface LiveNumberOptions extends DataOptions {
  /** The number: undefined is loading, null is none. */
  readonly value?: LiveValue | null | undefined
  /** Where the number comes from, in place of `value`: its changes do not render. Keep it between renders. */
  readonly source?: ValueSource | undefined
  /**
   * How it is written: the options of `Intl.NumberFormat`. May be a new object at every render. Default: a
   * `number` has at most three digits after the point, text and `bigint` all of theirs. Text is cut off where the
   * format has fewer digits, never rounded.
   */
  readonly format?: Intl.NumberFormatOptions | undefined
  /** After the number, such as `people` or `kWh`. */
  readonly unit?: string | null | undefined
  /** What the number is, for screen readers: `Active volunteers`. */
  readonly label?: string | undefined
  /** When the number was measured, Unix ms. Part of the sentence for screen readers. */
  readonly atMs?: number | null | undefined
  /**
   * Which direction is good: it colours the arrow of a change. Default none, and changes have the neutral accent.
   */
  readonly better?: 'up' | 'down' | undefined
  /** The widest number that is expected: its width is reserved from the start. Default: the widest one so far. */
  readonly widest?: LiveValue | undefined
  /** Least time between two changes of the text, in ms. Default 100. */
  readonly everyMs?: number | undefined
  /** IANA time zone of times in texts. Default: the provider's. */
  readonly timeZone?: string | undefined
}

/** State of {@link useLiveNumber}. */
export interface LiveNumberState extends DataState {
  /** Which direction is good; null for none. */
  readonly better: 'up' | 'down' | null
}

/** What {@link useLiveNumber} returns. */
export interface LiveNumberView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: LiveNumberState
  /** The texts at the first render; later ones are written into the elements. Null while there is no number. */
  readonly initial: NumberTexts | null
  /** The text whose width is reserved, at the first render. */
  readonly reserve: string
  /** For the element around the others: it has the reserved width and `data-change`. */
  readonly rootRef: RefCallback<HTMLElement>
  /** For the digits before the decimal point, with what the locale puts before them. */
  readonly integerRef: RefCallback<HTMLElement>
  /** For the decimal point and the digits after it. */
  readonly fractionRef: RefCallback<HTMLElement>
  /** For what follows the digits: the unit, or a sign such as `%`. */
  readonly unitRef: RefCallback<HTMLElement>
  /** Why the number is not live, and as of when it is; else empty. */
  readonly note: string
  /** The number as a sentence for screen readers, now. */
  sentence(): string
  /** The number with every digit, for copying; empty without a number. */
  getExactText(): string
}

const defaultEveryMs = 100

/**
 * A number that changes by events.
 *
 * @param onWrite called after the text has changed, for what else depends on it
 * @throws RangeError for a `format` that `Intl.NumberFormat` refuses
 */
export function useLiveNumber(
  options: LiveNumberOptions,
  onWrite: () => void = nothing,
): LiveNumberView {
  const { source, value, format, unit, widest, everyMs = defaultEveryMs } = options
  const { platform, ticker } = useSession()
  const { locale } = useLanguage()
  const latest = useRef({ value, onWrite })
  const read = useCallback(() => (source ? source.read() : latest.current.value), [source])

  const kind = useKind(source, value)
  const data = useSourceState(options)
  const state = useNumberState(data, kind)
  const { phase } = state
  const formatKey = JSON.stringify(format)
  const target = useMemo(() => {
    const style = { locale, format: parseFormat(formatKey) }
    const after = unit ? `\u00a0${unit}` : ''
    return {
      read,
      textsOf(number: LiveValue): NumberTexts {
        const { prefix, integer, fraction, suffix } = splitNumber(number, style)
        return { integer: prefix + breakable(integer), fraction, unit: suffix + after }
      },
      print: (number: LiveValue) => printNumber(number, style) + after,
      printExactly: (number: LiveValue) => printExactly(number, style),
      widest: isLiveValue(widest) ? joinNumber(splitNumber(widest, style)) + after : '',
      everyMs,
    }
  }, [read, locale, formatKey, unit, widest, everyMs])

  const writer = useMemo(
    () => createNumberWriter(platform, ticker, () => latest.current.onWrite()),
    [platform, ticker],
  )
  // The texts that React renders stay the same until this changes; later ones are written over them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `kind` says when a number begins or ceases to be
  const initial = useMemo(() => {
    const first = source ? source.read() : value
    return isLiveValue(first) ? target.textsOf(first) : null
  }, [kind, target])
  const rendered = phase === 'ready' ? initial : null

  // Before refs are attached, and the only effect that does not warn on a server.
  useInsertionEffect(() => {
    latest.current = { value, onWrite }
    writer.setTarget(target, rendered)
    writer.refresh()
  })
  useEffect(() => {
    writer.refresh()
    return source?.subscribe(writer.refresh)
  }, [source, writer])

  const { spoken, visible } = useNotes(data, state)
  const { label = '' } = options
  const messages = useMessages('metric', metricEnglish)
  const dataMessages = useMessages('data', dataEnglish)
  const current = (): LiveValue | null => {
    const number = read()
    return phase === 'ready' && isLiveValue(number) ? number : null
  }
  return {
    state,
    initial: rendered,
    reserve: writer.reserve() || target.widest || (initial ? joinTexts(initial) : ''),
    ...useRefs(writer),
    note: visible,
    sentence() {
      const number = current()
      const text =
        number !== null ? target.print(number) : phase === 'ready' ? '' : dataMessages[phase]
      return messages.sentence({ label, number: text, note: spoken })
    },
    getExactText() {
      const number = current()
      return number === null ? '' : target.printExactly(number)
    },
  }
}

const nothing = () => {}
const joinTexts = ({ integer, fraction, unit }: NumberTexts) => integer + fraction + unit

const parseFormat = (key: string | undefined) =>
  key === undefined ? undefined : (JSON.parse(key) as Intl.NumberFormatOptions)

/** What there is to show: undefined while it is loading. */
type Kind = 'number' | 'none' | 'invalid' | undefined

function kindOf(value: LiveValue | null | undefined): Kind {
  if (value === undefined) return undefined
  return value === null ? 'none' : isLiveValue(value) ? 'number' : 'invalid'
}

/** Renders when there begins or ceases to be a number, not when it changes. */
function useKind(source: ValueSource | undefined, value: LiveValue | null | undefined): Kind {
  const getKind = () => kindOf(source ? source.read() : value)
  return useSyncExternalStore(source?.subscribe ?? subscribeToNothing, getKind, getKind)
}

const subscribeToNothing = () => nothing

/** What the source says about its value, where the options do not. Renders when that changes. */
function useSourceState(options: LiveNumberOptions): LiveNumberOptions {
  const { source, phase, freshness, connected, asOfMs } = options
  const subscribe = source?.subscribe ?? subscribeToNothing
  const itsPhase = useSyncExternalStore(subscribe, () => source?.phase?.(), unknown)
  const itsFreshness = useSyncExternalStore(subscribe, () => source?.freshness?.(), unknown)
  const itsTime = useSyncExternalStore(subscribe, () => source?.asOfMs?.(), unknown)
  return {
    ...options,
    phase: phase ?? itsPhase,
    freshness: freshness ?? (connected === undefined ? itsFreshness : undefined),
    asOfMs: asOfMs === undefined ? itsTime : asOfMs,
  }
}

// A server has no connection; hydration sees what it saw.
const unknown = () => undefined

function useNumberState(options: LiveNumberOptions, kind: Kind): LiveNumberState {
  const { better = null } = options
  const data = dataStateOf(options, kind === undefined ? undefined : kind === 'none' ? 0 : 1)
  const phase = kind === 'invalid' ? 'error' : data.phase
  const { freshness } = data
  return useMemo(() => ({ phase, freshness, better }), [phase, freshness, better])
}

/** As of when the number is: for screen readers also while it is live, where that is known. */
function useNotes(options: LiveNumberOptions, state: DataState) {
  const { atMs, timeZone: own } = options
  const { locale, timeZone } = useLanguage()
  const { serverNowMs } = useSession()
  const messages = useMessages('data', dataEnglish)
  const { phase } = state
  const visible = useDataNote(options, state)
  // A dash alone does not say why; the sentence has the reason in place of the number.
  if (phase === 'empty' || phase === 'error') return { visible: messages[phase], spoken: '' }
  if (visible || phase !== 'ready' || atMs === null || atMs === undefined) {
    return { visible, spoken: visible }
  }
  if (!isValidTime(atMs)) return { visible, spoken: '' }
  const time = printDateOrTime(atMs, serverNowMs(), { locale, timeZone: own ?? timeZone })
  return { visible, spoken: messages.asOf({ time }) }
}

/** The refs of the elements. The root also decides whether the page moves less. */
function useRefs(writer: NumberWriter) {
  const { ticker } = useSession()
  return useMemo(() => {
    const attachRoot = writer.refFor('root')
    let unfollow = nothing
    return {
      rootRef(element: HTMLElement | null) {
        attachRoot(element)
        unfollow()
        unfollow = element ? followReducedMotion(element, ticker) : nothing
      },
      integerRef: writer.refFor('integer'),
      fractionRef: writer.refFor('fraction'),
      unitRef: writer.refFor('unit'),
    }
  }, [writer, ticker])
}
