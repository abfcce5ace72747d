/**
 * Widgets with the controls of Storybook. Controls and the address of a story hold JSON, which has no bigint: the
 * amounts of a stream are decimal strings of base units there.
 */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { FlowingBalance, StreamCard } from '../src/index.ts'
import * as sample from './sample-streams.ts'
import { createStill, Within } from './still-session.tsx'

const still = createStill({ streams: [] })

/** A stream as JSON. */
const stream = {
  ...sample.streaming,
  ratePerSecond: '19290',
  depositedAmount: '50000000000',
  withdrawnAmount: '12003456700',
}

const meta: Meta<typeof FlowingBalance> = {
  title: 'Controls',
  tags: ['!autodocs'],
  component: FlowingBalance,
  decorators: [
    (Story) => (
      <Within still={still}>
        <Story />
      </Within>
    ),
  ],
  parameters: { controls: { disable: false } },
}
export default meta

/** Edit the stream, the kind and the digits in the controls. */
export const Balance: StoryObj<typeof FlowingBalance> = {
  args: { stream, kind: 'withdrawable', size: 'hero', digits: 4 },
  argTypes: {
    stream: { control: 'object' },
    kind: { control: 'select', options: ['streamed', 'withdrawable', 'remaining', 'withdrawn'] },
    digits: { control: { type: 'number', min: 0, max: 7 } },
  },
  play: async ({ args, canvasElement }) => {
    // What Storybook sends between its frames, and keeps in the address.
    await expect(JSON.parse(JSON.stringify(args))).toEqual(args)
    await expect(canvasElement.textContent).toContain('749.9952')
  },
}

/** The same stream as a card. */
export const Card: StoryObj<typeof StreamCard> = {
  args: { stream, timeZone: 'UTC' },
  argTypes: { stream: { control: 'object' } },
  render: (args) => (
    <div className="story__narrow">
      <StreamCard {...args} nameOf={sample.nameOf} />
    </div>
  ),
}
