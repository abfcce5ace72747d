/** What a server and a user do, played step by step: the steps are in the panel below the story. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, waitFor } from 'storybook/test'
import { LiveTable } from '../src/dashboard.ts'
import { ActivityFeed, ConnectionBadge, FlowingBalance, StreamCard } from '../src/index.ts'
import { events, gap, resumed } from './sample-events.ts'
import { columns, keyOf, sampleOrders } from './sample-orders.ts'
import * as sample from './sample-streams.ts'
import { createStill, open, type Still, type StoreFrame, Within } from './still-session.tsx'
import { storyNow } from './still-world.ts'
import { waiting } from './stream-stories.tsx'

const meta: Meta = { title: 'Interactions', tags: ['!autodocs'] }
export default meta

const { nameOf } = sample

/** For machines with little to spare. */
const patience = { timeout: 10_000 }

/** An event after those of the stories. */
const after = (
  offset: number,
  event: Extract<StoreFrame, { kind: 'event' }>['event'],
): StoreFrame => ({ kind: 'event', event, position: { epoch: 'k3f9a', offset: 20 + offset } })

const live = () => createStill({ streams: [sample.streaming], connection: open })

function Page(props: { readonly still: Still; readonly actions?: ReactElement }): ReactElement {
  return (
    <Within still={props.still}>
      <div className="story__stack story__narrow">
        <ConnectionBadge timeZone="UTC" />
        <StreamCard
          streamId="42"
          nameOf={nameOf}
          timeZone="UTC"
          className="story__cell"
          actions={props.actions}
        />
        <ActivityFeed heading="Activity" nameOf={nameOf} timeZone="UTC" className="story__cell" />
      </div>
    </Within>
  )
}

const toppedUp = live()

/** A top-up raises the deposit and leaves the balance as it is. */
export const TopUp: StoryObj = {
  render: () => <Page still={toppedUp} />,
  async play({ canvas, step }) {
    const balance = () => canvas.getByText(/withdrawable/, { selector: '.sg-visually-hidden' })
    const before = balance().textContent
    await step('the sender adds 2,500 USDC', async () => {
      toppedUp.session.store.apply([
        after(1, {
          type: 'stream.topped_up',
          streamId: '42',
          amount: 25_000_000_000n,
          newDepositedAmount: 75_000_000_000n,
          timestamp: storyNow,
        }),
      ])
      await canvas.findAllByText(/7,500/, {}, patience)
    })
    await step('what can be withdrawn has not changed', async () => {
      await expect(balance().textContent).toBe(before)
      await canvas.findByText(/Topped up|Top-up/, {}, patience)
    })
  },
}

const withdrawn = live()

/** Everything that can be withdrawn is withdrawn: the balance begins at zero again and grows. */
export const Withdraw: StoryObj = {
  render: () => (
    <Page
      still={withdrawn}
      actions={
        <button
          type="button"
          className="sg-button"
          onClick={() =>
            withdrawn.session.store.apply([
              after(1, {
                type: 'stream.withdrawn',
                streamId: '42',
                recipient: sample.me,
                amount: 7_499_952_000n,
                timestamp: storyNow,
              }),
            ])
          }
        >
          Withdraw
        </button>
      }
    />
  ),
  async play({ canvas, canvasElement, step, userEvent }) {
    const digits = () => canvasElement.querySelector('.sg-balance__value')?.textContent
    await step('withdraw', async () => {
      await expect(digits()).toContain('749.99')
      await userEvent.click(canvas.getByRole('button', { name: 'Withdraw' }))
      await waitFor(() => expect(digits()).toMatch(/^0/), patience)
    })
    await step('ten seconds later', async () => {
      withdrawn.world.advance(10_000)
      await waitFor(() => expect(digits()).toMatch(/^0\.019/), patience)
    })
  },
}

const missed = createStill({
  streams: [sample.streaming, sample.paused],
  frames: events,
  connection: open,
})

/** Five events are lost: the feed says where, and the balances are read again. */
export const Gap: StoryObj = {
  render: () => <Page still={missed} />,
  async play({ canvas, step }) {
    await step('the server declares a gap', async () => {
      missed.session.store.apply([gap])
      await canvas.findByText('5 events missed', {}, patience)
    })
    await step('a snapshot replaces what was missed', async () => {
      missed.session.store.apply([
        {
          kind: 'snapshot',
          position: { epoch: 'k3f9a', offset: 11 },
          readAt: { epoch: 'k3f9a', offset: 11 },
          part: 1,
          parts: 1,
          items: [sample.streaming, sample.paused],
          skipped: 0,
        },
        resumed,
      ])
      missed.world.advance(2_000)
      await canvas.findByText(/Resumed/, {}, patience)
    })
  },
}

const lost = live()

/** The connection is lost: numbers stand still and say as of when they are. It returns: they go on. */
export const Reconnect: StoryObj = {
  render: () => <Page still={lost} />,
  async play({ canvas, canvasElement, step }) {
    const card = () => canvasElement.querySelector('.sg-card')
    await step('the connection is lost', async () => {
      lost.setConnection(waiting)
      lost.world.advance(3_000)
      await canvas.findByText(/Reconnecting/, {}, patience)
      await waitFor(() => expect(card()).toHaveAttribute('data-freshness', 'stale'), patience)
      await expect(card()).not.toHaveAttribute('data-ticking')
    })
    await step('the connection is back', async () => {
      lost.setConnection(open)
      lost.world.advance(3_000)
      await canvas.findByText('Live', {}, patience)
      await waitFor(() => expect(card()).toHaveAttribute('data-freshness', 'live'), patience)
      await expect(card()).toHaveAttribute('data-ticking')
    })
  },
}

const selected = live()

/** A number that is being selected holds still, so that it can be copied. */
export const Selection: StoryObj = {
  render: () => (
    <Within still={selected}>
      <FlowingBalance streamId="42" size="hero" />
    </Within>
  ),
  async play({ canvasElement, step }) {
    const value = canvasElement.querySelector('.sg-balance__value')
    await expect(value).not.toBeNull()
    if (!value) return
    await step('select the digits; a minute passes', async () => {
      const before = value.textContent
      getSelection()?.selectAllChildren(value)
      selected.world.advance(60_000)
      await expect(value.textContent).toBe(before)
      await expect(getSelection()?.toString()).toContain('749.99')
    })
    await step('release them: the number is that of now', async () => {
      getSelection()?.removeAllRanges()
      selected.world.advance(1_000)
      await waitFor(() => expect(value.textContent).toMatch(/^750\.1/), patience)
    })
  },
}

const table = createStill({ streams: [] })

/** A table without a pointer: its headers sort, and its rows are selected. */
export const Keyboard: StoryObj = {
  render: () => (
    <Within still={table}>
      <LiveTable
        label="Orders"
        heading="Orders"
        rows={sampleOrders(5)}
        columns={columns}
        keyOf={keyOf}
        timeZone="UTC"
        selectedKeys={new Set()}
        onSelectedKeysChange={() => {}}
      />
    </Within>
  ),
  async play({ canvas, step, userEvent }) {
    const header = canvas.getByRole('columnheader', { name: /Total/ })
    const sort = canvas.getByRole('button', { name: /Total/ })
    await step('reach the header with Tab', async () => {
      for (let presses = 0; presses < 20 && document.activeElement !== sort; presses += 1) {
        await userEvent.tab()
      }
      await expect(sort).toHaveFocus()
    })
    await step('sort with Enter, and the other way with Space', async () => {
      await userEvent.keyboard('{Enter}')
      await waitFor(() => expect(header).toHaveAttribute('aria-sort', 'ascending'), patience)
      await userEvent.keyboard(' ')
      await waitFor(() => expect(header).toHaveAttribute('aria-sort', 'descending'), patience)
      await expect(sort).toHaveFocus()
    })
  },
}
