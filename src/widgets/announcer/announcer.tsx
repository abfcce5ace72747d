/**
 * Announcer: the one live region of a page. Widgets hand it sentences about events and thresholds;
 * it says them politely, gathered, and rarely (announcements.ts). Put one near the root of the page;
 * without it nothing is said. A second one says nothing, so that nobody hears everything twice.
 */
import { forwardRef, useEffect, useRef, useState } from 'react'
import type { Session } from '../../payments-session.ts'
import { useSession } from '../../react/session-context.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { type Announcements, createAnnouncements } from './announcements.ts'

/** State of {@link Announcer}: whether this is the one that speaks. */
export interface AnnouncerState {
  readonly isSpeaking: boolean
}

interface Voice {
  readonly announcements: Announcements
  /** Who speaks: the first Announcer that was mounted and is still there. */
  speaker: object | null
}

const voices = new WeakMap<Session, Voice>()

function voiceOf(session: Session): Voice {
  let voice = voices.get(session)
  if (!voice) {
    voice = { announcements: createAnnouncements(), speaker: null }
    voices.set(session, voice)
  }
  return voice
}

/**
 * The headless hook: how widgets say something. Sentences about one subject (`key`) replace each
 * other while they wait.
 */
export function useAnnounce(): Announcements['say'] {
  return voiceOf(useSession()).announcements.say
}

/** The sentences of the session, as they become due. */
export function useAnnouncements(): { readonly sentence: string; readonly isSpeaking: boolean } {
  const session = useSession()
  const [sentence, setSentence] = useState('')
  const [isSpeaking, setIsSpeaking] = useState(false)
  const self = useRef({})
  useEffect(() => {
    const voice = voiceOf(session)
    const { current: me } = self
    if (voice.speaker !== null && voice.speaker !== me) return
    voice.speaker = me
    setIsSpeaking(true)
    const stop = speak(session, voice.announcements, setSentence)
    return () => {
      stop()
      voice.speaker = null
    }
  }, [session])
  return { sentence, isSpeaking }
}

/** Takes sentences out of the queue when they are due. Timers, so that it works in a hidden page. */
function speak(
  { platform }: Session,
  announcements: Announcements,
  say: (sentence: string) => void,
): () => void {
  const { clock, timers } = platform
  let cancel: (() => void) | null = null

  function wait(): void {
    cancel?.()
    cancel = null
    const nextMs = announcements.nextMs(clock.monotonicMs())
    if (nextMs === null) return
    cancel = timers.after(nextMs - clock.monotonicMs(), () => {
      const sentence = announcements.take(clock.monotonicMs())
      if (sentence !== '') say(sentence)
      wait()
    })
  }

  const unsubscribe = announcements.subscribe(wait)
  wait()
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
  const { sentence, isSpeaking } = useAnnouncements()
  return usePart<'div', AnnouncerState>(
    'div',
    {
      className: 'sg-announcer sg-visually-hidden',
      attributes: { role: 'status', 'aria-live': 'polite', 'aria-atomic': 'true' },
      children: sentence,
    },
    props,
    forwarded,
    { isSpeaking },
  )
})
Announcer.displayName = 'Announcer'
