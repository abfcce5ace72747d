import { act, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { AccountBalance, Announcer, NetFlow, TokenBalances } from '../../src/index.ts'
import '../../src/styles.css'
import { account, paying, severalTokens } from '../../stories/account-stories.tsx'
import { me, settled, streaming, unknownToken } from '../../stories/sample-streams.ts'
import { createStill, Within } from '../../stories/still-session.tsx'
import { storyNow } from '../../stories/still-world.ts'
import { selectionChanges } from '../support/selection.ts'
import '../react/mount.ts'
import { eventFrame, withdrawn } from '../store/frames.ts'

afterEach(() => getSelection()?.removeAllRanges())

const day = 86_400
const textsOf = (container: Element, selector: string) =>
  [...container.querySelectorAll(selector)].map(({ textContent }) => textContent)

function show(node: React.ReactNode, streams = account) {
  const still = createStill({ streams })
  const { container } = render(
    <Within still={still} locale="en-GB">
      {node}
    </Within>,
  )
  return { still, container }
}

describe('AccountBalance', () => {
  it('has one number, what flows in all and each way, and the runway', () => {
    const { container } = show(<AccountBalance timeZone="UTC" />)
    expect(screen.getByRole('article', { name: 'Account balance, USDC' })).toBeDefined()
    expect(textsOf(container, '.sg-balance__value')).toEqual([expect.stringMatching(/^3,968\.97/)])
    expect(textsOf(container, '.sg-account__net')).toEqual(['+372.10\u00a0USDC per day'])
    expect(textsOf(container, '.sg-flow__rate')).toEqual([
      '+436.66\u00a0USDC per day',
      '−64.55\u00a0USDC per day',
    ])
    expect(textsOf(container, '.sg-account__left')).toEqual(['12 days'])
    expect(container.textContent).toContain('USDC in payment streams, growing 0.0043068 per second')
  })

  it('is as high while it loads as with money that flows both ways', () => {
    const heightOf = (container: Element) =>
      container.querySelector('.sg-account')?.getBoundingClientRect().height
    const { container } = show(<AccountBalance timeZone="UTC" />)
    const loading = render(
      <Within still={createStill({ account: me })} locale="en-GB">
        <AccountBalance timeZone="UTC" />
      </Within>,
    ).container
    expect(loading.querySelector('[data-phase="loading"]')).not.toBeNull()
    expect(heightOf(loading)).toBe(heightOf(container))
  })

  it('announces once that the first deposit runs out soon, and that it is about to', async () => {
    const soon = { ...paying, depositedAmount: 5_362n * BigInt(30 * day) }
    const startTime = storyNow - 26 * day
    const stream = { ...soon, startTime, lastUpdateTime: startTime }
    const { still, container } = show(
      <>
        <AccountBalance />
        <Announcer />
      </>,
      [stream],
    )
    const said = () => container.querySelector('.sg-announcer')?.textContent
    const pass = (ms: number) => {
      for (let passed = 0; passed < ms; passed += 3_600_000) {
        act(() => still.world.advance(Math.min(3_600_000, ms - passed)))
      }
    }
    expect(said()).toBe('')
    pass(1.1 * day * 1000)
    expect(said()).toBe('Stream 64 runs out soon.')
    pass(2.5 * day * 1000)
    expect(said()).toBe('Stream 64 is about to run out.')
  })

  it('copies every digit that the token has', async () => {
    const { container } = show(<AccountBalance />)
    const balance = container.querySelector('.sg-balance') as HTMLElement
    await selectionChanges((selection) => selection.selectAllChildren(balance))
    const clipboardData = new DataTransfer()
    balance.dispatchEvent(new ClipboardEvent('copy', { bubbles: true, clipboardData }))
    expect(clipboardData.getData('text/plain')).toMatch(/^3,968\.97\d{3,5}$/)
  })

  it('keeps its size while it ticks, and when it is not live', () => {
    const { container, still } = show(<AccountBalance />)
    const card = container.querySelector('.sg-account') as HTMLElement
    const before = card.getBoundingClientRect()
    act(() => still.world.advance(3 * day * 1000))
    expect(card.getBoundingClientRect().height).toBe(before.height)
  })

  it('reads the amount of an event to screen readers, though nothing flows any more', () => {
    const due = { ...settled, depositedAmount: 100_000_000n, withdrawnAmount: 0n }
    const { still, container } = show(<AccountBalance digits={2} />, [due])
    const sentence = () => container.querySelector('.sg-balance__sentence')?.textContent
    expect(textsOf(container, '.sg-balance__value')).toEqual(['10.00'])
    expect(sentence()).toContain('10.00 USDC')
    act(() => {
      still.session.store.apply([
        eventFrame(withdrawn(due.streamId, 40_000_000n, storyNow - 4_000)),
      ])
      still.world.advance(1_000)
    })
    expect(textsOf(container, '.sg-balance__value')).toEqual(['6.00'])
    expect(sentence()).toContain('6.00 USDC')
  })

  it('of an account that only receives has one rate and no runway', () => {
    const { container } = show(<AccountBalance />, [streaming])
    expect(textsOf(container, '.sg-account__label')).toEqual(['Withdrawable'])
    expect(container.querySelectorAll('.sg-flow, .sg-account__runway')).toHaveLength(0)
  })
})

describe('NetFlow', () => {
  it('inside AccountBalance shows the same account, and elsewhere its own', () => {
    const { container } = show(
      <>
        <AccountBalance hideDetails kind="remaining" />
        <NetFlow per="week" />
      </>,
    )
    expect(textsOf(container, '.sg-flow__rate')).toEqual([
      '+3,056.65\u00a0USDC per week',
      '−451.90\u00a0USDC per week',
      '+2,604.75\u00a0USDC per week',
    ])
  })
})

describe('TokenBalances', () => {
  it('has a row for each token, and never adds them up', () => {
    const { container } = show(<TokenBalances />, severalTokens)
    expect(textsOf(container, '.sg-tokens__name')).toEqual(['USDC', 'EURC', 'PTS', 'CAS3…OWMA'])
    expect(textsOf(container, '.sg-balance__value')).toEqual(['3,968.97', '24,000.00', '388,800'])
    expect(textsOf(container, '.sg-tokens__message')).toEqual(['Amount unavailable: unknown token'])
  })

  it('aligns the digits before the point', () => {
    const { container } = show(
      <div style={{ width: 360 }}>
        <TokenBalances />
      </div>,
      severalTokens,
    )
    const ends = [...container.querySelectorAll('.sg-balance__integer')].map(
      (element) => element.getBoundingClientRect().right,
    )
    expect(ends).toHaveLength(3)
    expect(Math.max(...ends) - Math.min(...ends)).toBeLessThan(3)
  })

  it('of given streams has the balances of each token', () => {
    const { container } = show(<TokenBalances streams={[...account, unknownToken]} />, [])
    expect(textsOf(container, '.sg-tokens__name')).toEqual(['USDC', 'CAS3…OWMA'])
    expect(textsOf(container, '.sg-balance__value')).toEqual(['3,968.97'])
  })

  it('says why there is no list, though one token is known', () => {
    const still = createStill({ streams: [streaming, unknownToken] })
    const one = { wanted: ['stream:42'], covered: ['stream:42'], leftOut: [] }
    const { session } = still
    session.store.setFollowing(one)
    const { container } = render(
      <Within still={still} locale="en-GB">
        <TokenBalances />
      </Within>,
    )
    const list = screen.getByRole('list')
    expect(list.ariaBusy).toBe('true')
    expect(textsOf(container, '.sg-tokens__token')).toHaveLength(1)
    act(() => session.store.setFollowing({ ...one, leftOut: [`user:${me}`] }))
    expect([list.ariaBusy, list.getAttribute('data-phase')]).toEqual(['false', 'error'])
    expect(textsOf(container, '.sg-tokens__token')).toEqual([])
    expect(textsOf(container, '.sg-tokens__empty')).toEqual([
      'Not loaded: too many streams on this page',
    ])
    act(() => session.store.setFollowing({ ...one, covered: ['all'] }))
    expect([list.ariaBusy, list.getAttribute('data-phase')]).toEqual(['false', 'ready'])
  })
})
