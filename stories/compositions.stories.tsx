/** Widgets next to each other, as pages use them; with long names, huge amounts, and in narrow containers. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { JourneyFlags, LiveNumber, MetricTile } from '../src/dashboard.ts'
import {
  AccountBalance,
  ActivityFeed,
  ConnectionBadge,
  FlowingBalance,
  NetFlow,
  StreamCard,
  StreamList,
  StreamProgress,
  type StreamState,
  StreamStatusBadge,
  TokenBalances,
} from '../src/index.ts'
import { account, severalTokens } from './account-stories.tsx'
import { events, gap, resumed } from './sample-events.ts'
import * as sample from './sample-streams.ts'
import { createStill, open, type Still, Within } from './still-session.tsx'
import { storyNowMs } from './still-world.ts'
import { offline, waiting } from './stream-stories.tsx'

const meta: Meta = { title: 'Compositions', tags: ['!autodocs'] }
export default meta

const { nameOf } = sample
const keyOf = ({ streamId }: StreamState) => streamId

const dashboard = createStill({
  streams: [...severalTokens, sample.critical, sample.paused],
  frames: [...events, resumed],
  connection: open,
})

/** An account at a glance: one large number, what flows, its streams and what happened. */
export const Dashboard: StoryObj = {
  render: () => (
    <Within still={dashboard}>
      <div className="story__page">
        <header className="story__row story__row--spread">
          <h1 className="story__heading">Northwind payroll</h1>
          <ConnectionBadge timeZone="UTC" />
        </header>
        <div className="story__grid">
          <AccountBalance timeZone="UTC" />
          <div className="story__cell">
            <TokenBalances />
          </div>
          <div className="story__cell">
            <NetFlow per="month" />
          </div>
        </div>
        <div className="story__columns">
          <StreamList
            items={[sample.streaming, sample.critical, sample.paused, sample.outgoing]}
            keyOf={keyOf}
            aria-label="Streams"
          >
            {({ streamId }) => <StreamCard streamId={streamId} nameOf={nameOf} timeZone="UTC" />}
          </StreamList>
          <ActivityFeed heading="Activity" nameOf={nameOf} timeZone="UTC" />
        </div>
      </div>
    </Within>
  ),
}

/** Numbers and flags of any kind above a feed. */
export const Operations: StoryObj = {
  render: () => (
    <Within still={dashboard}>
      <div className="story__page">
        <p className="story__lead">
          Requests today: <LiveNumber label="Requests today" value={18_420} size="hero" />
        </p>
        <div className="story__grid story__grid--tiles">
          <MetricTile
            label="Active volunteers"
            value={128}
            previousValue={120}
            unit="people"
            better="up"
            history={[96, 99, 104, 101, 110, 118, 121, 128]}
            timeZone="UTC"
          />
          <MetricTile
            label="Open requests"
            value={41}
            previousValue={38}
            better="down"
            thresholds={{ warning: 30, critical: 60 }}
            history={[22, 25, 24, 29, 33, 31, 38, 41]}
          />
          <MetricTile label="Hours this week" value={undefined} history={[]} />
          <MetricTile
            label="Sessions"
            value={912}
            freshness="offline"
            asOfMs={storyNowMs - 42_000}
            timeZone="UTC"
          />
        </div>
        <JourneyFlags
          heading="Onboarding"
          flags={[
            { flag: 'profile_complete', isSet: true, atMs: storyNowMs - 3_600_000 },
            { flag: 'first_stream', isSet: true, atMs: storyNowMs - 60_000 },
            { flag: 'first_withdrawal', isSet: false },
          ]}
          timeZone="UTC"
        />
      </div>
    </Within>
  ),
}

const one = { streams: [sample.streaming] }
const cells: readonly (readonly [state: string, streamId: string, still: Still])[] = [
  ['live', '42', createStill({ ...one, connection: open })],
  ['loading', '42', createStill()],
  ['missing', '404', createStill({ streams: [] })],
  ['stale', '42', createStill({ ...one, connection: waiting })],
  ['offline', '42', createStill({ ...one, connection: offline })],
  ['unknown token', '88', createStill({ streams: [sample.unknownToken] })],
  ['ends soon', '16', createStill({ streams: [sample.endsSoon] })],
  ['cancelled', '23', createStill({ streams: [sample.cancelled] })],
]

/** A grid keeps its lines whatever the state of each card: loading, missing, stale and offline next to live ones. */
export const CardGrid: StoryObj = {
  render: () => (
    <div className="story__grid">
      {cells.map(([state, streamId, still]) => (
        <div key={state} className="story__cell">
          <p className="story__caption">{state}</p>
          <Within still={still}>
            <StreamCard streamId={streamId} nameOf={nameOf} timeZone="UTC" />
          </Within>
        </div>
      ))}
    </div>
  ),
}

const longNames: Readonly<Record<string, string>> = {
  [sample.employer]:
    'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH',
  [sample.me]: 'The Society for the Relief of Widows and Orphans of Medical Practitioners',
}
const nameLong = (address: string) => longNames[address]
const named = createStill({
  streams: [sample.streaming, sample.outgoing],
  frames: [...events, gap, resumed],
})

/** Names that are longer than the card wrap, and everything else keeps its place. */
export const LongNames: StoryObj = {
  render: () => (
    <Within still={named}>
      <div className="story__grid">
        <StreamCard streamId="42" nameOf={nameLong} timeZone="UTC" />
        <StreamCard streamId="61" nameOf={nameLong} timeZone="UTC" />
        <ActivityFeed heading="Activity" nameOf={nameLong} timeZone="UTC" />
      </div>
    </Within>
  ),
}

const huge = createStill({ streams: [sample.immense, { ...sample.immense, streamId: '9' }] })

/** Amounts of 25 digits: nothing is clipped, and lines break between groups of digits. */
export const HugeAmounts: StoryObj = {
  render: () => (
    <Within still={huge}>
      <div className="story__grid">
        <AccountBalance timeZone="UTC" />
        <StreamCard streamId={sample.immense.streamId} nameOf={nameOf} timeZone="UTC" />
        <div className="story__cell">
          <NetFlow per="year" />
        </div>
        <div className="story__cell">
          <TokenBalances />
        </div>
      </div>
    </Within>
  ),
}

const narrow = createStill({ streams: account, frames: events, connection: waiting })

const sameLandmarks = ['region', 'landmark-unique'].map((id) => ({ id, enabled: false }))

function Narrow({ width }: { readonly width: number }): ReactElement {
  return (
    <div className="story__box" style={{ inlineSize: width }}>
      <p className="story__caption">{width} px</p>
      <ConnectionBadge timeZone="UTC" />
      <AccountBalance timeZone="UTC" />
      <StreamCard streamId="42" nameOf={nameOf} timeZone="UTC" />
      <p className="story__row">
        <StreamStatusBadge streamId="42" />
        <FlowingBalance streamId="42" />
      </p>
      <StreamProgress streamId="42" />
      <NetFlow per="month" />
      <ActivityFeed heading="Activity" nameOf={nameOf} timeZone="UTC" />
    </div>
  )
}

/** In columns of 200 to 360 px: widgets follow the width of their container, not that of the page. */
export const NarrowContainers: StoryObj = {
  // The same feed four times.
  parameters: { a11y: { config: { rules: sameLandmarks } } },
  render: () => (
    <Within still={narrow}>
      <div className="story__row story__row--top">
        {[200, 240, 280, 360].map((width) => (
          <Narrow key={width} width={width} />
        ))}
      </div>
    </Within>
  ),
}
