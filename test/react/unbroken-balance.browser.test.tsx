/** A balance has all of its digits in every frame: during commands, in dialogs that open, and inside a selection. */
import { cleanup, render } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHttpSend, StreamActions } from '../../src/actions.ts'
import { FlowingBalance, GaugeProvider, StreamCard, StreamDetail } from '../../src/index.ts'
import { createMockBackend, demoAccounts, type MockBackend } from '../../src/mocks/index.ts'
import { tokens } from '../element/element-page.ts'
import '../../src/styles.css'
import '../../src/actions.css'

const [sender = '', recipient = ''] = demoAccounts.map(({ address }) => address)
const [tokenAddress = ''] = Object.keys(tokens)
/** How long every frame is checked after a command. */
const watchedMs = 500

let backend: MockBackend
let streamId = ''
let stop = () => {}

beforeEach(async () => {
  backend = createMockBackend()
  backend.setLatency(60)
  const { stream } = await backend.ledger.create({
    ...{ sender, recipient, tokenAddress },
    // A token a second, so that a balance is about a number of seconds.
    ratePerSecond: 10_000_000n,
    depositedAmount: 100_000_000_000n,
    startTime: Math.floor(Date.now() / 1000) - 1_000,
  })
  streamId = stream.streamId
})
afterEach(async () => {
  stop()
  document.getSelection()?.removeAllRanges()
  cleanup()
  await backend.close()
})

/** The balances again and again in new elements, as a view or a dialog that opens has them. */
function Remounted() {
  const [count, setCount] = useState(0)
  return (
    <section>
      <button type="button" id="remount" onClick={() => setCount(count + 1)}>
        Open
      </button>
      {count > 0 && (
        <div key={count} role="dialog" aria-label="Balances">
          <FlowingBalance streamId={streamId} size="hero" />
          <StreamDetail streamId={streamId} hideTimeline />
        </div>
      )}
    </section>
  )
}

async function showPage(): Promise<void> {
  const send = createHttpSend({ url: '', fetch: backend.fetch })
  render(
    <GaugeProvider url="" fetch={backend.fetch} account={sender} tokens={tokens} persist={false}>
      <StreamCard streamId={streamId} actions={<StreamActions send={send} />} />
      <Remounted />
    </GaugeProvider>,
  )
  await expect.poll(() => [...balances()].length).toBeGreaterThan(0)
  await expect.poll(() => [...balances()].map(problemOf)).toEqual([null])
}

const balances = () => document.querySelectorAll<HTMLElement>('.sg-balance__value')

/** What is wrong with a balance as it is painted; null for nothing. */
function problemOf(value: HTMLElement): string | null {
  const text = value.textContent ?? ''
  if (!/^(\d{1,3},)*\d{1,3}\.\d{2,}$/.test(text)) return `“${text}” is not whole`
  const shown = Number(text.replaceAll(',', ''))
  const kind = value.closest<HTMLElement>('.sg-balance')?.dataset['kind']
  const accrued = kind === 'remaining' ? 10_000 - shown : shown
  const mostSeconds = Date.now() / 1000 - startSeconds() + 0.5
  // A pause counts from its whole second on.
  if (accrued > mostSeconds || accrued < 998) return `“${text}” is not the balance`
  const isShown = value.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  return isShown ? null : `“${text}” is invisible`
}

let startSeconds = () => 0
beforeEach(() => {
  const at = Math.floor(Date.now() / 1000) - 1_000
  startSeconds = () => at
})

/** Looks before and after every paint, and at every change, until the test stops it. */
function watchFrames() {
  const problems: string[] = []
  let frames = 0
  let isStopped = false
  const look = () => {
    for (const value of balances()) {
      const problem = problemOf(value)
      if (problem !== null) problems.push(problem)
    }
  }
  const observer = new MutationObserver(look)
  observer.observe(document.body, { subtree: true, childList: true, characterData: true })
  const painted = new MessageChannel()
  painted.port1.onmessage = look
  const frame = () => {
    if (isStopped) return
    frames += 1
    look()
    // After the callbacks of this frame, and its paint.
    painted.port2.postMessage(null)
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  stop = () => {
    isStopped = true
    observer.disconnect()
    painted.port1.close()
  }
  return {
    problems,
    async rest() {
      const untilMs = performance.now() + watchedMs
      const before = frames
      while (performance.now() < untilMs) await new Promise(requestAnimationFrame)
      expect(frames).toBeGreaterThan(before)
    },
  }
}

const find = (selector: string) => document.querySelector<HTMLElement>(selector)
async function press(selector: string): Promise<void> {
  await expect.poll(() => find(selector), { message: selector }).not.toBeNull()
  find(selector)?.click()
}
const statusOf = () => find('.sg-card')?.dataset['status']
const untilStatus = (status: string) => expect.poll(statusOf).toBe(status)

describe('a balance', () => {
  it('has all digits in every frame from a command until after its answer', async () => {
    await showPage()
    const watched = watchFrames()
    for (const [action, status] of [
      ['pause', 'paused'],
      ['resume', 'streaming'],
      ['pause', 'paused'],
    ] as const) {
      await press(`[data-action=${action}]`)
      await untilStatus(status)
      await watched.rest()
    }
    expect(watched.problems).toEqual([])
  })

  it('has all digits in a dialog that opens while a command is pending', async () => {
    await showPage()
    const watched = watchFrames()
    await press('[data-action=pause]')
    await press('#remount')
    await untilStatus('paused')
    await press('[data-action=cancel]')
    await expect.poll(() => find('dialog[open] .sg-balance__value')).not.toBeNull()
    await backend.ledger.resume({ streamId })
    await untilStatus('streaming')
    await watched.rest()
    await backend.ledger.pause({ streamId })
    await press('#remount')
    await untilStatus('paused')
    await press('#remount')
    await watched.rest()
    expect(watched.problems).toEqual([])
  })

  it('has all digits when the whole page was selected before it arrived', async () => {
    const { stream } = await backend.ledger.create({
      ...{ sender, recipient, tokenAddress },
      ratePerSecond: 10_000_000n,
      depositedAmount: 100_000_000_000n,
      startTime: startSeconds(),
    })
    const whole = render(
      <GaugeProvider url="" fetch={backend.fetch} tokens={tokens} persist={false}>
        <p>
          <FlowingBalance streamId={stream.streamId} />
        </p>
      </GaugeProvider>,
    )
    document.getSelection()?.selectAllChildren(whole.container)
    await expect.poll(() => find('.sg-balance')?.dataset['phase']).toBe('ready')
    const watched = watchFrames()
    await watched.rest()
    expect(watched.problems).toEqual([])
  })
})
