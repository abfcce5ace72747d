/** What is around every story: theme, density, language and direction, and the time, connection and motion of the toolbar. */
import type { ReactElement, ReactNode } from 'react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { ConnectionError, type ConnectionStatus, LanguageProvider } from '../src/index.ts'
import type { Messages } from '../src/messages/index.ts'
import { open } from '../stories/still-session.tsx'
import { storyNowMs } from '../stories/still-world.ts'
import {
  advanceStories,
  StoryControls,
  type StoryControlsState,
  type StoryMotion,
} from '../stories/story-controls.ts'
import { offline, waiting } from '../stories/stream-stories.tsx'
import { report, setStoryClock } from './story-clock.ts'
import type { ClockRate, ConnectionChoice } from './toolbar.ts'

const statuses: Readonly<Record<ConnectionChoice, ConnectionStatus | null>> = {
  story: null,
  live: open,
  connecting: { status: 'connecting', sinceMs: storyNowMs, cause: 'opened' },
  stale: { ...open, isFresh: false },
  reconnecting: waiting,
  offline,
  paused: { status: 'paused', reasons: ['user'] },
  'signed-out': {
    status: 'failed',
    error: new ConnectionError('unauthorized', 'The server refused: 401.', { status: 401 }),
  },
  failed: {
    status: 'failed',
    error: new ConnectionError('status', 'The server refused: 403.', { status: 403 }),
  },
  closed: { status: 'closed', by: 'user' },
}

/** The settings of the toolbar. */
export interface StoryFrameProps {
  readonly theme: string
  readonly density: string
  readonly language: string
  /** `auto`: as the language is written. */
  readonly direction: string
  readonly clock: ClockRate
  /** How much later than in the story it is, in seconds. */
  readonly at: number
  readonly connection: ConnectionChoice
  readonly motion: StoryMotion
  readonly messages: Messages
  readonly children: ReactNode
}

/** Time that a story lives through, in seconds; more, and time that goes back, show it again at that time. */
const longestAdvance = 86_400

export function StoryFrame(props: StoryFrameProps): ReactElement {
  const { theme, language, clock, connection, motion, messages, children } = props
  const direction =
    props.direction === 'auto' ? (language === 'ar' ? 'rtl' : 'ltr') : props.direction
  const { start, turn } = useStartOf(props.at)
  const controls = useMemo<StoryControlsState>(
    () => ({ startMs: start * 1_000, turn, connection: statuses[connection], motion }),
    [start, turn, connection, motion],
  )
  useEffect(() => {
    document.documentElement.classList.add('sg-theme')
    document.documentElement.dataset['theme'] = theme
    document.documentElement.dir = direction
  }, [theme, direction])
  useEffect(() => setStoryClock(clock), [clock])
  return (
    <div
      className="story sg-theme"
      data-theme={theme}
      data-density={props.density}
      data-motion={motion}
      dir={direction}
      lang={language}
    >
      <LanguageProvider messages={messages} locale={language === 'en' ? 'en-GB' : language}>
        <StoryControls value={controls}>
          <div key={turn} className="story__turn">
            {children}
          </div>
        </StoryControls>
      </LanguageProvider>
    </div>
  )
}

/** When the story begins, and how often it has been shown again for that. */
function useStartOf(at: number): { readonly start: number; readonly turn: number } {
  const [shown, setShown] = useState({ start: at, turn: 0 })
  const last = useRef(at)
  useEffect(() => {
    const passed = at - last.current
    last.current = at
    if (passed === 0) return
    if (passed > 0 && passed <= longestAdvance) advanceStories(passed * 1_000)
    else setShown(({ turn }) => ({ start: at, turn: turn + 1 }))
    report()
  }, [at])
  return shown
}
