import { afterEach, describe, expect, it, vi } from 'vitest'
import { browserPlatform, reportToPage } from '../../src/platform/browser.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('the platform where there is no page', () => {
  it('is never hidden, always online, and has no events', () => {
    expect(browserPlatform.page.isHidden()).toBe(false)
    expect(browserPlatform.page.isOnline()).toBe(true)
    expect(browserPlatform.page.subscribe(() => {})).not.toThrow()
  })

  it('has frames of a timer', () => {
    vi.useFakeTimers()
    const run = vi.fn()
    browserPlatform.frames.request(run)
    const cancel = browserPlatform.frames.request(() => expect.unreachable())
    cancel()
    vi.advanceTimersByTime(16)
    expect(run).toHaveBeenCalledOnce()
    expect(run.mock.calls[0]?.[0]).toBeTypeOf('number')
  })

  it('prints what a listener threw', () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {})
    const error = new Error('mine')
    reportToPage(error)
    expect(print).toHaveBeenCalledWith(error)
  })
})

describe('a timer', () => {
  it('is clamped to what engines can hold instead of firing at once', () => {
    const set = vi.spyOn(globalThis, 'setTimeout')
    for (const delayMs of [2 ** 40, Number.POSITIVE_INFINITY, -5, Number.NaN]) {
      browserPlatform.timers.after(delayMs, () => {})()
    }
    expect(set.mock.calls.map(([, delayMs]) => delayMs)).toEqual([2 ** 31 - 1, 2 ** 31 - 1, 0, 0])
  })

  it('keeps no Node process alive', () => {
    const set = vi.spyOn(globalThis, 'setTimeout')
    const cancel = browserPlatform.timers.after(1000, () => {})
    const timer = set.mock.results[0]?.value as NodeJS.Timeout
    expect(timer.hasRef()).toBe(false)
    cancel()
  })
})

describe('globals', () => {
  it('are looked up when used, so that a page can replace them later', async () => {
    const response = new Response('hello')
    vi.stubGlobal('fetch', async () => response)
    expect(await browserPlatform.fetch('/x', {})).toBe(response)
    vi.stubGlobal('requestAnimationFrame', (run: (ms: number) => void) => {
      run(42)
      return 7
    })
    const cancelled = vi.fn()
    vi.stubGlobal('cancelAnimationFrame', cancelled)
    const run = vi.fn()
    browserPlatform.frames.request(run)()
    expect(run).toHaveBeenCalledWith(42)
    expect(cancelled).toHaveBeenCalledWith(7)
    const reported = vi.fn()
    vi.stubGlobal('reportError', reported)
    reportToPage('oops')
    expect(reported).toHaveBeenCalledWith('oops')
  })

  it('of a page are believed', () => {
    // The path of an event to a real document is in browser.browser.test.ts.
    const window = new EventTarget()
    vi.stubGlobal('document', { visibilityState: 'hidden' })
    vi.stubGlobal('navigator', { onLine: false })
    vi.stubGlobal('addEventListener', window.addEventListener.bind(window))
    vi.stubGlobal('removeEventListener', window.removeEventListener.bind(window))
    expect(browserPlatform.page.isHidden()).toBe(true)
    expect(browserPlatform.page.isOnline()).toBe(false)
    const listener = vi.fn()
    const leave = browserPlatform.page.subscribe(listener)
    window.dispatchEvent(new Event('visibilitychange'))
    window.dispatchEvent(new Event('online'))
    window.dispatchEvent(new Event('offline'))
    expect(listener).toHaveBeenCalledTimes(3)
    window.dispatchEvent(new Event('beforeunload'))
    expect(listener).toHaveBeenLastCalledWith(true)
    window.dispatchEvent(new Event('visibilitychange'))
    expect(listener).toHaveBeenLastCalledWith(false)
    listener.mockClear()
    leave()
    window.dispatchEvent(new Event('visibilitychange'))
    window.dispatchEvent(new Event('offline'))
    window.dispatchEvent(new Event('beforeunload'))
    expect(listener).not.toHaveBeenCalled()
  })
})
