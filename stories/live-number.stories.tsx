/** LiveNumber in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect } from 'storybook/test'
import { LiveNumber, type LiveNumberProps, type ValueSource } from '../src/dashboard.ts'
import { createStill, Within } from './still-session.tsx'
import { storyNowMs } from './still-world.ts'

const meta: Meta<typeof LiveNumber> = { title: 'Dashboards/LiveNumber', component: LiveNumber }
export default meta

type Story = StoryObj<typeof LiveNumber>

const still = createStill({ streams: [] })
const volunteers: LiveNumberProps = {
  label: 'Active volunteers',
  value: 1284,
  unit: 'people',
  size: 'hero',
  timeZone: 'UTC',
}

const story = (props: LiveNumberProps): Story => ({
  args: { ...volunteers, ...props },
  parameters: { controls: { disable: false } },
  render: (args) => (
    <Within still={still}>
      <LiveNumber {...args} />
    </Within>
  ),
})

export const Live: Story = story({})
export const Loading: Story = story({ value: undefined })
export const Empty: Story = story({ value: null })
export const Failed: Story = story({ phase: 'error' })
/** Text that is no number is not shown as one. */
export const Invalid: Story = story({ value: 'twelve' })
export const Stale: Story = story({ freshness: 'stale', asOfMs: storyNowMs - 42_000 })
export const Offline: Story = story({ freshness: 'offline', asOfMs: storyNowMs - 42_000 })
/** Exact text of any length: it wraps between its groups rather than being cut off. */
export const Huge: Story = story({ value: '-123456789012345678901234567890.125', unit: 'units' })

/** Whatever `Intl.NumberFormat` can write, in the notation of the language. */
export const Formats: Story = {
  render: () => (
    <Within still={still}>
      <div className="story__stack">
        {(
          [
            ['amount as text', { value: '1204.5', format: { style: 'currency', currency: 'EUR' } }],
            ['percent', { value: 0.128, format: { style: 'percent', maximumFractionDigits: 1 } }],
            ['compact', { value: 1_284_113, format: { notation: 'compact' } }],
            ['one digit', { value: 3.4167, format: { maximumFractionDigits: 1 } }],
            ['below zero', { value: -42, unit: '°C' }],
          ] as const
        ).map(([caption, props]) => (
          <div key={caption} className="story__cell">
            <p className="story__caption">{caption}</p>
            <LiveNumber size="hero" label={caption} {...props} />
          </div>
        ))}
      </div>
    </Within>
  ),
}

/** In a line of text, and in a column of numbers. */
export const Sizes: Story = {
  render: () => (
    <Within still={still}>
      <div className="story__stack">
        <p style={{ margin: 0 }}>
          There are <LiveNumber value={1284} label="Active volunteers" /> of them right now.
        </p>
        <p style={{ margin: 0 }}>
          There were <LiveNumber value={1284} label="Active volunteers" freshness="stale" /> of
          them.
        </p>
        <div className="story__stack" style={{ justifyItems: 'end', gap: 8, inlineSize: 160 }}>
          <LiveNumber align="end" value="1204.50" label="First" />
          <LiveNumber align="end" value="98.20" label="Second" />
          <LiveNumber align="end" value="7.05" label="Third" />
        </div>
      </div>
    </Within>
  ),
}

function createSource(first: number): ValueSource & { set(next: number): void } {
  const listeners = new Set<() => void>()
  let value = first
  return {
    read: () => value,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set(next) {
      value = next
      for (const listener of listeners) listener()
    },
  }
}

const changing = createStill({ streams: [] })

function Changing() {
  const [source] = useState(() => createSource(1284))
  const change = (by: number) => {
    source.set(Number(source.read()) + by)
    changing.world.advance(200)
  }
  return (
    <div className="story__stack">
      <LiveNumber source={source} label="Active volunteers" unit="people" size="hero" better="up" />
      <div className="story__row">
        <button type="button" className="sg-button" onClick={() => change(8)}>
          8 more
        </button>
        <button type="button" className="sg-button" onClick={() => change(-3)}>
          3 fewer
        </button>
      </div>
    </div>
  )
}

/** From a source: a change is written without a render, and marked once. */
export const Change: Story = {
  render: () => (
    <Within still={changing}>
      <Changing />
    </Within>
  ),
  async play({ canvas, canvasElement, userEvent }) {
    const root = canvasElement.querySelector('.sg-live-number')
    await userEvent.click(canvas.getByRole('button', { name: '8 more' }))
    await expect(root?.getAttribute('data-change')).toBe('up')
    await userEvent.click(canvas.getByRole('button', { name: '3 fewer' }))
    await expect(root?.getAttribute('data-change')).toBe('down')
    await expect(root?.textContent).toContain('1,289')
  },
}
