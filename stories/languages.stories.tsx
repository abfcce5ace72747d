/** Cards, badge and feed in every language, with its own digits and direction. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { CSSProperties, ReactElement } from 'react'
import { ActivityFeed, ConnectionBadge, StreamCard } from '../src/index.ts'
import type { LanguageTag } from '../src/messages/index.ts'
import { events, gap } from './sample-events.ts'
import * as sample from './sample-streams.ts'
import { createStill, Within } from './still-session.tsx'
import { storyNowMs } from './still-world.ts'

const meta: Meta = { title: 'Languages/StreamCard', tags: ['!autodocs'] }
export default meta

const streams = [
  sample.streaming,
  sample.outgoing,
  sample.critical,
  sample.paused,
  sample.settled,
  sample.pending,
  sample.cancelled,
  sample.completed,
  sample.unknownToken,
]

const still = createStill({
  streams,
  frames: [...events, gap],
  connection: {
    status: 'waiting',
    delayMs: 3_000,
    retryAtMs: storyNowMs + 3_000,
    cause: 'network',
  },
})

const cell: CSSProperties = { inlineSize: '100%' }

function Widgets(): ReactElement {
  return (
    <Within still={still}>
      <div className="story__stack">
        <ConnectionBadge timeZone="UTC" />
        <div className="story__grid" style={cell}>
          {[...streams.map(({ streamId }) => streamId), '404'].map((streamId) => (
            <StreamCard key={streamId} streamId={streamId} nameOf={sample.nameOf} timeZone="UTC" />
          ))}
          <ActivityFeed nameOf={sample.nameOf} timeZone="UTC" />
        </div>
      </div>
    </Within>
  )
}

function inLanguage(language: LanguageTag): StoryObj {
  return { globals: { language }, render: () => <Widgets /> }
}

export const English = inLanguage('en')
export const German = inLanguage('de')
export const Spanish = inLanguage('es')
export const French = inLanguage('fr')
export const BrazilianPortuguese = inLanguage('pt-BR')
export const Japanese = inLanguage('ja')
export const SimplifiedChinese = inLanguage('zh-Hans')
export const Arabic = inLanguage('ar')
