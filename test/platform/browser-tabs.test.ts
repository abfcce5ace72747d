/** What the locks between tabs report, over a scripted LockManager. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { browserTabs } from '../../src/platform/browser-tabs.ts'

type Callback = () => Promise<void> | undefined
type Request = (name: string, options: LockOptions, callback: Callback) => Promise<unknown>

afterEach(() => vi.unstubAllGlobals())

/** @param request answers every request for a lock */
function requestLock(request: Request) {
  vi.stubGlobal('navigator', { locks: { request } })
  const reports: string[] = []
  const release = browserTabs.lock('name', false, {
    acquired: () => reports.push('acquired'),
    lost: () => reports.push('lost'),
    failed: () => reports.push('failed'),
  })
  return { reports, release }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))
const reject = (name: string) => Promise.reject(new DOMException('Denied.', name))

describe('a lock between tabs', () => {
  it('is reported as failed when the browser refuses locks', async () => {
    const { reports } = requestLock(() => reject('SecurityError'))
    await settle()
    expect(reports).toEqual(['failed'])
  })

  it('is reported as lost when another tab steals it', async () => {
    let steal = () => {}
    const { reports } = requestLock((_name, _options, callback) => {
      void callback()
      return new Promise((_, rejected) => {
        steal = () => rejected(new DOMException('Stolen.', 'AbortError'))
      })
    })
    steal()
    await settle()
    expect(reports).toEqual(['acquired', 'lost'])
  })

  it('is reported as lost when it is stolen before it was acquired', async () => {
    const { reports } = requestLock(() => reject('AbortError'))
    await settle()
    expect(reports).toEqual(['lost'])
  })

  it('reports nothing after its release', async () => {
    const { reports, release } = requestLock(
      (_name, { signal }) =>
        new Promise((_, rejected) => {
          signal?.addEventListener('abort', () => rejected(signal.reason))
        }),
    )
    release()
    await settle()
    expect(reports).toEqual([])
  })
})
