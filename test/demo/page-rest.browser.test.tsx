/** When lists of the page may move: once, some seconds after the page was used, and never while it is only looked at. */
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

it('nothing moves on a page that is only looked at', () => {
  const { result } = renderHook(useIsHeld)
  expect(result.current).toBe(true)
  wait(60_000)
  expect(result.current).toBe(true)
})

it('lists catch up once, some seconds after the last input', () => {
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
  wait(60_000)
  expect(result.current).toBe(true)
})

it('input ends the catching up', () => {
  const { result } = renderHook(useIsHeld)
  use()
  wait(3_000)
  expect(result.current).toBe(false)
  use()
  expect(result.current).toBe(true)
})
