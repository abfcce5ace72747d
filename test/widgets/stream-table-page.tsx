/** A StreamTable in a page whose time, device and events are those of the test. */
import { act, render } from '@testing-library/react'
import { Component, type ReactNode } from 'react'
import { vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Announcer, type StreamState } from '../../src/index.ts'
import '../../src/styles.css'
import { StreamTable, type StreamTableProps } from '../../src/table.ts'
import '../../src/table.css'
import { nameOf, tableStreams } from '../../stories/sample-table.ts'
import { createStill, Within } from '../../stories/still-session.tsx'
import '../react/mount.ts'

class Boundary extends Component<{ readonly children: ReactNode }> {
  override state = { text: '' }
  static getDerivedStateFromError = (error: Error) => ({ text: error.message })
  override render = () => this.state.text || this.props.children
}

/** @param isSlow each step of a ranking takes longer than a slice */
export function showTable(
  props: StreamTableProps = {},
  streams: readonly StreamState[] = tableStreams(8),
  isSlow = false,
) {
  const still = createStill({ streams })
  const device = { isSlow }
  const { clock } = still.session.platform
  const read = clock.monotonicMs
  let spentMs = 0
  vi.spyOn(clock, 'monotonicMs').mockImplementation(() => {
    if (device.isSlow) spentMs += 10
    return read.call(clock) + spentMs
  })
  const pageWith = (changed: StreamTableProps) => (
    <Boundary>
      <Within still={still} locale="en">
        <Announcer />
        <div style={{ inlineSize: 1100 }}>
          <StreamTable nameOf={nameOf} timeZone="UTC" {...props} {...changed} />
        </div>
      </Within>
    </Boundary>
  )
  const { container, rerender } = render(pageWith({}))
  const all = (selector: string) => [...container.querySelectorAll<HTMLElement>(selector)]
  const one = (selector: string) => all(selector)[0] as HTMLElement
  const header = (name: string) =>
    all('th').find(({ textContent }) => textContent === name) as HTMLElement
  let offset = 0
  return {
    container,
    device,
    all,
    one,
    header,
    /** Renders the table with other props. */
    change: (changed: StreamTableProps) => rerender(pageWith(changed)),
    /** Keys of the rows in the page, in their order. */
    keys: () => all('tbody [role=row]').map(({ dataset }) => dataset['key']),
    isBusy: () => one('[role=grid]').getAttribute('aria-busy') === 'true',
    sort: (name: string) => act(() => header(name).querySelector('button')?.click()),
    search: (text: string) => act(() => userEvent.fill(one('input[type=search]'), text)),
    press: (keys: string) => act(() => userEvent.keyboard(keys)),
    advance: (ms: number) => act(() => still.world.advance(ms)),
    announced: () => one('.sg-announcer')?.textContent,
    topUp: (streamId: string, newDepositedAmount: bigint) =>
      act(() =>
        still.session.store.apply([
          {
            kind: 'event',
            event: {
              type: 'stream.topped_up',
              streamId,
              amount: 1n,
              newDepositedAmount,
              timestamp: 0,
            },
            position: { epoch: 'k3f9a', offset: offset++ },
          },
        ]),
      ),
  }
}

/** What the element with the focus is about. */
export const focused = () => (document.activeElement as HTMLElement).dataset
