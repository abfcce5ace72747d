/**
 * The headless hook of AmountInspector: why a balance of a payment stream is what it is, as text. Renders once a second while
 * the balance moves, since the ledger counts whole seconds: use it where the explanation is shown, not next to every amount.
 */
import { useMemo } from 'react'
import type { PaymentEvent, PaymentEventType } from '../../feeds/payments/events.ts'
import { inspectorEnglish, timelineEnglish } from '../../messages/detail-english.ts'
import { cardEnglish } from '../../messages/english.ts'
import type { BalanceKind } from '../../money/index.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import { useConnectionSnapshot } from '../../react/use-connection.ts'
import { useTickedValue } from '../../react/use-ticked-value.ts'
import { kindOf } from '../stream-card/card-text.ts'
import { useStreamTimeline } from '../stream-timeline/use-stream-timeline.ts'
import {
  type StreamSource,
  type StreamView,
  useStreamView,
} from '../stream-view/use-stream-view.ts'
import { type Explanation, explainBalance } from './explanation.ts'
import {
  describeClock,
  describeExplanation,
  describeFreshness,
  type ExplanationText,
  type FactText,
} from './explanation-text.ts'

/** Which balance of which stream. */
export interface AmountInspectorOptions extends StreamSource {
  /** Which balance. Default: the one that a card shows, which depends on status and direction. */
  readonly kind?: BalanceKind | undefined
  /** The events of the stream, for the last change. Default: those of the server. */
  readonly events?: readonly PaymentEvent[] | undefined
  /** IANA time zone of times. Default: the provider's. */
  readonly timeZone?: string | undefined
}

/** What {@link useAmountInspector} returns. */
export interface AmountInspectorView extends StreamView {
  /** Which balance. */
  readonly kind: BalanceKind
  /** The steps in base units; null unless there is a balance. */
  readonly explanation: Explanation | null
  /** The same in words and numbers. */
  readonly text: ExplanationText | null
  /** The last event that changed the balance, the clock, and whether the data is up to date. */
  readonly facts: readonly FactText[]
}

/** As many as are usually enough to find the last change. */
const pageSize = 20

const all: readonly PaymentEventType[] = [
  'stream.created',
  'stream.topped_up',
  'stream.withdrawn',
  'stream.cancelled',
  'stream.completed',
  'stream.paused',
  'stream.resumed',
]
const ofAccrual = all.filter((type) => type !== 'stream.withdrawn')
/** The events that change each balance other than by time, or what limits it. */
const changing: Readonly<Record<BalanceKind, readonly PaymentEventType[]>> = {
  withdrawable: all,
  streamed: ofAccrual,
  remaining: ofAccrual,
  withdrawn: ['stream.created', 'stream.withdrawn', 'stream.cancelled', 'stream.completed'],
}

const seconds = {
  valueAt: (nowMs: number) => Math.floor(nowMs / 1000),
  nextChangeMs: (afterMs: number) => Math.floor(afterMs / 1000) * 1000 + 1000,
}

/** The headless hook: an explanation as text. */
export function useAmountInspector(options: AmountInspectorOptions = {}): AmountInspectorView {
  const { kind: ownKind, events, timeZone: ownTimeZone, ...source } = options
  const view = useStreamView(source)
  const { stream, token, state, locale } = view
  const { timeZone: pageTimeZone } = useLanguage()
  const timeZone = ownTimeZone ?? pageTimeZone
  const messages = useMessages('inspector', inspectorEnglish)
  const card = useMessages('card', cardEnglish)
  const kind = ownKind ?? kindOf(state)
  const { asOfMs, freshness, phase, isTicking } = state
  const nowSeconds = useTickedValue(
    useMemo(
      () =>
        isTicking
          ? seconds
          : {
              valueAt: (nowMs: number) => seconds.valueAt(asOfMs ?? nowMs),
              nextChangeMs: () => null,
            },
      [isTicking, asOfMs],
    ),
  )
  const lastChange = useLastChange({ ...source, events, timeZone }, kind)
  const connection = useConnectionSnapshot(useSession())

  const isReady = phase === 'ready' && stream !== null && token !== null && nowSeconds !== null
  const explanation = useMemo(
    () => (isReady ? explainBalance(stream, kind, nowSeconds) : null),
    [isReady, stream, kind, nowSeconds],
  )
  const text = useMemo(
    () =>
      explanation && stream && token
        ? describeExplanation(explanation, stream, { messages, card, token, locale, timeZone })
        : null,
    [explanation, stream, messages, card, token, locale, timeZone],
  )
  const rate = stream?.ratePerSecond ?? 0n
  const facts = useMemo<readonly FactText[]>(() => {
    if (!token) return []
    const { offset, uncertainty } = describeClock(connection, isTicking ? rate : 0n, {
      ...{ messages, token, locale },
    })
    return [
      ...(lastChange ? [{ key: 'lastChange', name: messages.lastChange, ...lastChange }] : []),
      {
        key: 'clock',
        name: messages.clock,
        value: uncertainty ? `${offset}, ${uncertainty}` : offset,
      },
      {
        key: 'freshness',
        name: messages.freshness,
        value: describeFreshness({ freshness, asOfMs }, { messages, locale, timeZone }),
      },
    ]
  }, [
    connection,
    isTicking,
    rate,
    messages,
    token,
    locale,
    lastChange,
    freshness,
    asOfMs,
    timeZone,
  ])
  return { ...view, kind, explanation, text, facts }
}

/** Null where nothing says what has happened. */
function useLastChange(
  options: AmountInspectorOptions,
  kind: BalanceKind,
): Pick<FactText, 'value' | 'isoTime'> | null {
  const messages = useMessages('inspector', inspectorEnglish)
  const timeline = useMessages('timeline', timelineEnglish)
  const { state, entries } = useStreamTimeline({ ...options, pageSize })
  return useMemo(() => {
    if (state.phase === 'idle') return null
    if (state.phase === 'loading') return { value: timeline.loading }
    if (state.phase === 'error') return { value: timeline.failed }
    const last = entries.find((entry) =>
      entry.event ? changing[kind].includes(entry.event.type) : true,
    )
    if (!last) return { value: messages.noChange }
    const { title, amount, fullTime, isoTime } = last
    return { value: [title, amount, fullTime].filter(Boolean).join(', '), isoTime }
  }, [state.phase, entries, kind, messages, timeline])
}
