/**
 * Announcer: the one live region of a page. Widgets announce events and thresholds through it; it
 * announces them politely, together and rarely (announcements.ts). Put one near the root of the page;
 * without it nothing is announced.
 *
 * Of several, the one that was mounted first is active, so that nothing is announced twice. When it
 * unmounts, the next one takes over.
 */
import { forwardRef, useEffect, useInsertionEffect, useRef, useState } from 'react'
import { countOf } from '../../messages/cached-format.ts'
import { announcerEnglish } from '../../messages/english.ts'
import type { Session } from '../../payments-session.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { type Announcements, createAnnouncements } from './announcements.ts'

/** State of {@link Announcer}. */
export interface AnnouncerState {
  /** This is the announcer that announces; others stay empty. */
  readonly isActive: boolean
}

type Summarize = Parameters<Announcements['take']>[1]

/** Starts announcing; returns how to stop. */
type Activate = () => () => void

interface AnnouncerQueue {
  readonly announcements: Announcements
  /** Adds an announcer: active at once if it is the only one, else when those before it are gone. */
  join(activate: Activate): () => void
}

/** By store: sessions that differ in the account alone have one (element/page-sessions.ts). */
const queues = new WeakMap<Session['store'], AnnouncerQueue>()

function queueOf({ store }: Session): AnnouncerQueue {
  let queue = queues.get(store)
  if (!queue) {
    queue = createQueue()
    queues.set(store, queue)
  }
  return queue
}

function createQueue(): AnnouncerQueue {
  /** In the order in which they were mounted; the first one is active. */
  const members: Activate[] = []
  let deactivate: (() => void) | undefined

  return {
    announcements: createAnnouncements(),
    join(activate) {
      if (members.push(activate) === 1) deactivate = activate()
      return () => {
        const wasActive = members[0] === activate
        members.splice(members.indexOf(activate), 1)
        if (!wasActive) return
        deactivate?.()
        deactivate = members[0]?.()
      }
    },
  }
}

/**
 * The headless hook: announces a message. Messages about one subject (`key`) replace each other while
 * they wait. The result of something the user has just done is announced first (`isResult`).
 *
 * @example
 * const announce = useAnnounce()
 * announce('settings', 'Settings saved.', { isResult: true })
 */
export function useAnnounce(): Announcements['announce'] {
  return queueOf(useSession()).announcements.announce
}

/** The messages of the session as they become due, for a live region of your own. */
export function useAnnouncements(): { readonly message: string } & AnnouncerState {
  const session = useSession()
  const { locale } = useLanguage()
  const messages = useMessages('announcer', announcerEnglish)
  const summarize: Summarize = (count, latest) =>
    messages.many({ ...countOf(count, locale), latest })
  // A ref, so that a change of language does not make this announcer lose its place in the queue.
  const summarizeNow = useRef(summarize)
  useInsertionEffect(() => {
    summarizeNow.current = summarize
  })
  const [message, setMessage] = useState('')
  const [isActive, setIsActive] = useState(false)
  useEffect(() => {
    const queue = queueOf(session)
    return queue.join(() => {
      setIsActive(true)
      const stop = deliver(session, queue.announcements, summarizeNow, (next) => {
        setMessage((previous) => toChangedText(previous, next))
      })
      return () => {
        stop()
        setIsActive(false)
        setMessage('')
      }
    })
  }, [session])
  return { message, isActive }
}

/**
 * Screen readers announce a live region when its text changes. A message equal to the previous one gets
 * a no-break space at its end, which is not read out.
 */
function toChangedText(previous: string, next: string): string {
  return next === previous ? `${next}\u00a0` : next
}

/** Takes messages out of the queue when they are due. With timers, so that it works in a hidden page. */
function deliver(
  { platform }: Session,
  announcements: Announcements,
  summarize: { readonly current: Summarize },
  setMessage: (message: string) => void,
): () => void {
  const { clock, timers } = platform
  let cancel: (() => void) | null = null

  function schedule(): void {
    cancel?.()
    cancel = null
    const nextMs = announcements.nextMs(clock.monotonicMs())
    if (nextMs === null) return
    cancel = timers.after(nextMs - clock.monotonicMs(), () => {
      const message = announcements.take(clock.monotonicMs(), summarize.current)
      if (message !== '') setMessage(message)
      schedule()
    })
  }

  const unsubscribe = announcements.subscribe(schedule)
  schedule()
  return () => {
    unsubscribe()
    cancel?.()
  }
}

/** Props of {@link Announcer}. */
export type AnnouncerProps = Omit<PartProps<'div', AnnouncerState>, 'children'>

/**
 * The page's live region.
 *
 * @example
 * <GaugeProvider url="">
 *   <Announcer />
 *   …
 * </GaugeProvider>
 */
export const Announcer = forwardRef<HTMLDivElement, AnnouncerProps>((props, forwarded) => {
  const { message, isActive } = useAnnouncements()
  return usePart<'div', AnnouncerState>(
    'div',
    {
      className: 'sg-announcer sg-visually-hidden',
      attributes: { role: 'status', 'aria-live': 'polite', 'aria-atomic': 'true' },
      children: message,
    },
    props,
    forwarded,
    { isActive },
  )
})
Announcer.displayName = 'Announcer'
