/** FlowingBalance in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { FlowingBalance } from '../src/index.ts'
import * as sample from './sample-streams.ts'
import { createStill, Within } from './still-session.tsx'
import { createStreamStories } from './stream-stories.tsx'

const meta: Meta = { title: 'Streams/FlowingBalance' }
export default meta

const stories = createStreamStories((source) => <FlowingBalance {...source} size="hero" />)

export const Pending: StoryObj = stories.Pending
export const Streaming: StoryObj = stories.Streaming
export const EndsSoon: StoryObj = stories.EndsSoon
export const Critical: StoryObj = stories.Critical
export const Paused: StoryObj = stories.Paused
export const Settled: StoryObj = stories.Settled
export const Completed: StoryObj = stories.Completed
export const Cancelled: StoryObj = stories.Cancelled
export const Loading: StoryObj = stories.Loading
export const NotFound: StoryObj = stories.NotFound
export const UnknownToken: StoryObj = stories.UnknownToken
export const Stale: StoryObj = stories.Stale
export const Offline: StoryObj = stories.Offline

const still = createStill({ streams: [] })
const stream = sample.streaming

/** The four balances of one stream. Streamed and remaining always add up to the deposit. */
export const Kinds: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__stack">
        {(['streamed', 'withdrawable', 'remaining', 'withdrawn'] as const).map((kind) => (
          <div key={kind} className="story__cell">
            <p className="story__caption">{kind}</p>
            <FlowingBalance stream={stream} kind={kind} size="hero" />
          </div>
        ))}
      </div>
    </Within>
  ),
}

/** How many digits: those that can be read, a fixed number, and faster ones shown fainter. */
export const Digits: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__stack">
        <div className="story__cell">
          <p className="story__caption">auto</p>
          <FlowingBalance stream={stream} size="hero" />
        </div>
        <div className="story__cell">
          <p className="story__caption">two digits</p>
          <FlowingBalance stream={stream} size="hero" digits={2} />
        </div>
        <div className="story__cell">
          <p className="story__caption">auto and three fast ones</p>
          <FlowingBalance stream={stream} size="hero" fastDigits={3} />
        </div>
      </div>
    </Within>
  ),
}

const locales = ['en-GB', 'de-AT', 'en-IN', 'es-ES', 'ar-EG', 'fa-IR'] as const

/** Grouping, decimal sign and digits are the locale's own. */
export const Locales: StoryObj = {
  render: () => (
    <div className="story__stack">
      {locales.map((locale) => (
        <div key={locale} className="story__cell">
          <p className="story__caption">{locale}</p>
          <Within still={still} locale={locale}>
            <FlowingBalance
              stream={{ ...stream, depositedAmount: stream.depositedAmount * 1_000n }}
              kind="remaining"
              size="hero"
            />
          </Within>
        </div>
      ))}
    </div>
  ),
}

/** In a line of text, and in a column of numbers. */
export const Sizes: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__stack">
        <p style={{ margin: 0 }}>
          You can withdraw <FlowingBalance stream={stream} reserveWidth={false} /> right now.
        </p>
        <div className="story__stack" style={{ justifyItems: 'end', gap: 8, inlineSize: 240 }}>
          <FlowingBalance stream={stream} align="end" kind="streamed" />
          <FlowingBalance stream={stream} align="end" kind="withdrawable" />
          <FlowingBalance stream={stream} align="end" kind="remaining" />
        </div>
      </div>
    </Within>
  ),
}
