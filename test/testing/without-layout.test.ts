// @vitest-environment jsdom
/** What tests of an application see in jsdom, which has neither layout nor cascade layers. */
import { cleanup } from '@testing-library/react'
import { createElement, Fragment } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { FlowingBalance, StreamCard } from '../../src/index.ts'
import { renderWithGauge } from '../../src/testing/react/index.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const balance = createElement(FlowingBalance, { streamId: '1' })

it('widgets do not miss styles that cannot have an effect', async () => {
  const warn = vi.spyOn(console, 'warn')
  const card = createElement(StreamCard, { streamId: '1' })
  const view = await renderWithGauge(createElement(Fragment, null, balance, card), {
    streams: [{}],
  })
  await view.advance(10_000)
  expect(warn.mock.calls).toEqual([])
})

it('a balance is exact at the time that a test advances to', async () => {
  const view = await renderWithGauge(balance, { streams: [{ ratePerSecond: 10_000_000n }] })
  const shown = () => view.container.querySelector('.sg-balance__value')?.textContent
  expect(shown()).toMatch(/^0\.00/)
  for (const [ms, amount] of [
    [1_000, '1.00'],
    [20, '1.02'],
    [2_480, '3.50'],
  ] as const) {
    await view.advance(ms)
    expect(shown()?.slice(0, 4)).toBe(amount)
  }
  await view.time.advance(20)
  expect(shown()?.slice(0, 4)).toBe('3.52')
})

it('times are those of UTC, or of the time zone that is asked for', async () => {
  const sentence = (root: Element) => root.querySelector('.sg-balance__sentence')?.textContent
  const streams = [{}]
  const inUtc = await renderWithGauge(balance, { streams })
  expect(sentence(inUtc.container)).toContain('as of 00:00')
  const inTokyo = await renderWithGauge(balance, { streams, timeZone: 'Asia/Tokyo' })
  expect(sentence(inTokyo.container)).toContain('as of 09:00')
})
