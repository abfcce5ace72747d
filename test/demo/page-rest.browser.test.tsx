/** When lists of the page may move: once a few seconds after the last input, and all the time on a page without input. */
import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useIsHeld } from '../../src/demo/use-page-rest.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms))
const use = () => act(() => dispatchEvent(new Event('pointermove')))

it('lists are live once nothing has touched the page for ten seconds, until the next input', () => {
  const { result } = renderHook(useIsHeld)
  wait(9_900)
  expect(result.current).toBe(true)
  wait(200)
  expect(result.current).toBe(false)
  wait(60_000)
  expect(result.current).toBe(false)
  use()
  expect(result.current).toBe(true)
})

it('lists catch up once, some seconds after the last input, and are live later', () => {
  const { result } = renderHook(useIsHeld)
  use()
  wait(2_900)
  use()
  wait(2_900)
  expect(result.current).toBe(true)
  wait(200)
  expect(result.current).toBe(false)
  wait(400)
  expect(result.current).toBe(true)
  wait(6_000)
  expect(result.current).toBe(true)
  wait(1_000)
  expect(result.current).toBe(false)
})

it('nothing moves while a list has the focus', () => {
  const { result } = renderHook(useIsHeld)
  const list = document.body.appendChild(document.createElement('div'))
  list.className = 'stream-list'
  const button = list.appendChild(document.createElement('button'))
  act(() => button.focus())
  wait(4_000)
  wait(60_000)
  expect(result.current).toBe(true)
  // Without input, as when the card of the button is removed.
  list.remove()
  wait(10_000)
  expect(result.current).toBe(false)
})

it('input stops lists that are catching up', () => {
  const { result } = renderHook(useIsHeld)
  use()
  wait(3_000)
  expect(result.current).toBe(false)
  use()
  expect(result.current).toBe(true)
})
