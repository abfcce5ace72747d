import { cleanup, screen } from '@testing-library/react'
import { StrictMode, useState } from 'react'
import { describe, expect, it } from 'vitest'
import {
  ActivityFeed,
  ConnectionBadge,
  FlowingBalance,
  StreamCard,
  useStream,
} from '../../src/index.ts'
import { createMockBackend } from '../../src/mocks/index.ts'
import { createFakeTime } from '../../src/testing/index.ts'
import { renderWithGauge } from '../../src/testing/react/index.ts'
import { expectNoConsoleErrors } from './console-errors.ts'

expectNoConsoleErrors()

const balance = () => document.querySelector('.sg-balance__value')?.textContent ?? ''

describe('components rendered with a mock backend', () => {
  it('show the state when the promise resolves, and move only as far as time passes', async () => {
    const view = await renderWithGauge(<FlowingBalance streamId="1" />, {
      streams: [{ depositedAmount: 36_000_000n }],
    })
    expect(balance()).toContain('0.00')
    await view.advance(10_000)
    expect(balance()).toContain('1.00')
    await view.settle()
    expect(balance()).toContain('1.00')
    await view.advance(3_600_000)
    expect(balance()).toContain('3.60')
  })

  it('start at the time that is asked for, and are exactly as late as it says', async () => {
    const nowMs = Date.UTC(2030, 5, 1, 12)
    const view = await renderWithGauge(<FlowingBalance streamId="1" />, { nowMs, streams: [{}] })
    expect(view.time.nowMs()).toBe(nowMs)
    await view.advance(1_500)
    expect(view.time.nowMs()).toBe(nowMs + 1_500)
    const { stream } = await view.backend.ledger.read('1')
    expect(stream.startTime).toBe(nowMs / 1000)
  })

  it('show what a command changes, without act in the test', async () => {
    const view = await renderWithGauge(
      <>
        <StreamCard streamId="1" />
        <ActivityFeed />
      </>,
      { streams: [{}, { ratePerSecond: 5n }], filter: { all: true } },
    )
    await view.advance(5_000)
    await view.backend.ledger.pause({ streamId: '1' })
    await view.settle()
    expect(document.querySelector('.sg-card')?.getAttribute('data-status')).toBe('paused')
    await view.backend.ledger.create({
      ...(await view.backend.ledger.read('1')).stream,
      depositedAmount: 100n,
    })
    await view.advance(60_000)
    await view.backend.ledger.cancel({ streamId: '3' })
    await view.settle()
    expect(view.session.store.getState().items.get('3')?.status).toBe('cancelled')
  })

  it('go through a lost connection without act in the test', async () => {
    const view = await renderWithGauge(
      <>
        <ConnectionBadge />
        <FlowingBalance streamId="1" />
      </>,
      { streams: [{}] },
    )
    const status = () => view.session.connection?.getSnapshot().status
    expect(status()).toBe('open')
    expect(view.backend.dropConnections()).toBe(1)
    await view.settle()
    expect(status()).toBe('waiting')
    await view.advance(6_000)
    expect(status()).toBe('open')
    view.backend.setPlugged(false)
    await view.advance(30_000)
    expect(status()).toBe('waiting')
  })

  it('rerender and wrap as with Testing Library itself', async () => {
    const view = await renderWithGauge(<FlowingBalance streamId="1" />, {
      streams: [{}, { startTime: Date.UTC(2025, 11, 31, 23, 59) / 1000 }],
      locale: 'de-DE',
      render: { wrapper: ({ children }) => <main>{children}</main> },
    })
    expect(view.getByRole('main').textContent).toContain('0,00')
    view.rerender(<FlowingBalance streamId="2" />)
    await view.settle()
    expect(view.getByRole('main').textContent).toContain('6,00')
  })

  it('refuse an option that does not exist', async () => {
    const options = { stream: [{}] } as object
    await expect(renderWithGauge(<FlowingBalance streamId="1" />, options)).rejects.toMatchObject({
      code: 'option_unknown',
      message: 'Cannot render: renderWithGauge has no "stream". Did you mean streams?',
    })
  })

  it('take a backend and a time that exist already, and leave the backend open', async () => {
    const time = createFakeTime()
    const backend = createMockBackend({ ...time })
    const first = await renderWithGauge(<FlowingBalance streamId="1" />, {
      backend,
      time,
      streams: [{}],
    })
    expect(backend.openConnections).toBe(1)
    first.unmount()
    await time.settle()
    expect(backend.openConnections).toBe(0)
    await time.advance(10_000)
    await renderWithGauge(<FlowingBalance streamId="1" />, { backend, time })
    expect(balance()).toContain('1.00')
    cleanup()
    await backend.close()
  })

  it('close the session and their own backend when they are unmounted', async () => {
    const view = await renderWithGauge(<FlowingBalance streamId="1" />, { streams: [{}] })
    expect(view.backend.openConnections).toBe(1)
    cleanup()
    await view.settle()
    expect(view.backend.openConnections).toBe(0)
  })

  it('survive the second mount of StrictMode', async () => {
    await renderWithGauge(
      <StrictMode>
        <FlowingBalance streamId="1" />
      </StrictMode>,
      { streams: [{}], render: { reactStrictMode: true } },
    )
    expect(balance()).toContain('0.00')
  })

  it('work with components that keep state of their own', async () => {
    function Named() {
      const [name] = useState('payroll')
      const { status } = useStream('1') ?? {}
      return <p>{`${name}: ${status ?? 'loading'}`}</p>
    }
    const view = await renderWithGauge(<Named />, { streams: [{}] })
    expect(screen.getByText('payroll: active')).toBeDefined()
    await view.backend.ledger.pause({ streamId: '1' })
    await view.settle()
    expect(screen.getByText('payroll: paused')).toBeDefined()
  })
})
