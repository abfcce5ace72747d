/** StreamActions for each party, in every status, and in every state of a command. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { StreamActions } from '../src/actions.ts'
import { StreamCard, type StreamState } from '../src/index.ts'
import { confirms, losesAnswers, Pressed, refuses, waits } from './sample-commands.tsx'
import * as sample from './sample-streams.ts'
import { createStill, type Still, Within } from './still-session.tsx'

const meta: Meta = { title: 'Actions/StreamActions' }
export default meta

const outgoing = { account: sample.employer }

function actionsOf(stream: StreamState, account = sample.employer): StoryObj {
  const still = createStill({ streams: [stream], account })
  return { render: () => <Within still={still}>{show(stream.streamId)}</Within> }
}

const show = (streamId: string, send = confirms): ReactElement => (
  <div className="story__narrow">
    <StreamActions streamId={streamId} send={send} nameOf={sample.nameOf} />
  </div>
)

export const Sender: StoryObj = actionsOf(sample.streaming)
export const Recipient: StoryObj = actionsOf(sample.streaming, sample.me)
export const Pending: StoryObj = actionsOf(sample.pending)
export const Paused: StoryObj = actionsOf(sample.paused)
export const Settled: StoryObj = actionsOf(sample.settled)
export const Completed: StoryObj = actionsOf(sample.completed)
export const Cancelled: StoryObj = actionsOf(sample.cancelled)
export const UnknownToken: StoryObj = actionsOf(sample.unknownToken)
/** An account that is not a party of the stream. */
export const Stranger: StoryObj = actionsOf(sample.streaming, sample.whole)

const nothing = createStill(outgoing)
const empty = createStill({ ...outgoing, streams: [] })
export const Loading: StoryObj = { render: () => <Within still={nothing}>{show('42')}</Within> }
export const NotFound: StoryObj = { render: () => <Within still={empty}>{show('404')}</Within> }

function pressed(press: readonly string[], send = confirms): StoryObj {
  return {
    render: () => <Pressing press={press} send={send} />,
  }
}

/** With its modal dialog, which would cover other states next to it. */
function dialogOf(action: string): StoryObj {
  return {
    ...pressed([`[data-action="${action}"]`]),
    parameters: { matrix: { isLeftOut: true } },
  }
}

const stills = new Map<string, Still>()

function Pressing(props: {
  readonly press: readonly string[]
  readonly send: typeof confirms
}): ReactElement {
  const { press, send } = props
  const key = press.join()
  const still = stills.get(key) ?? createStill({ ...outgoing, streams: [sample.streaming] })
  stills.set(key, still)
  return (
    <Pressed press={press} still={still}>
      <Within still={still}>{show('42', send)}</Within>
    </Pressed>
  )
}

/** Not confirmed: dashed, with an amount that is named as such. */
export const Sending: StoryObj = pressed(['[data-action="pause"]'], waits)
/** Refused, without a Toaster on the page. */
export const Refused: StoryObj = pressed(['[data-action="pause"] '], refuses)
/** Whether it was carried out is not known: the retry has the same key. */
export const NoAnswer: StoryObj = pressed(['[data-action="pause"]  '], losesAnswers)
export const ConfirmWithdrawal: StoryObj = dialogOf('withdraw')
export const ConfirmCancellation: StoryObj = dialogOf('cancel')
export const TopUp: StoryObj = dialogOf('top-up')

const card = createStill({ ...outgoing, streams: [sample.streaming] })

/** In a card the stream is that of the card. */
export const InCard: StoryObj = {
  render: () => (
    <Within still={card}>
      <div className="story__narrow">
        <StreamCard
          streamId="42"
          nameOf={sample.nameOf}
          actions={<StreamActions send={confirms} nameOf={sample.nameOf} />}
        />
      </div>
    </Within>
  ),
}
