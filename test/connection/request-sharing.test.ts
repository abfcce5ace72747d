/** T6 where the code of sharing itself cannot be loaded, as after a deployment that removed its chunk. */
import { expect, it, vi } from 'vitest'
import type { RunFeedRequest } from '../../src/connection/attempt.ts'
import type { RequestSharingOptions } from '../../src/connection/request-sharing.ts'
import type * as sharing from '../../src/connection/sharing.ts'

let isRemoved = true
const joinTabs = vi.fn(() => null)
vi.mock('../../src/connection/sharing.ts', () => ({
  get joinTabs(): typeof sharing.joinTabs {
    if (isRemoved) throw new TypeError('Failed to fetch dynamically imported module')
    return joinTabs
  },
}))

const { createRequestSharing } = await import('../../src/connection/request-sharing.ts')

it('T6 connects directly, reports why, and loads the code again for the next request', async () => {
  const reported: unknown[] = []
  const direct = vi.fn<RunFeedRequest>(async () => {})
  const { run, transport } = createRequestSharing({
    name: 'tabs',
    direct,
    report: (error) => reported.push(error),
  } as Partial<RequestSharingOptions> as RequestSharingOptions)
  const request = { topics: ['all'], cursor: '', snapshot: true } as const
  const context = { signal: new AbortController().signal } as Parameters<RunFeedRequest>[1]
  const on = {} as Parameters<RunFeedRequest>[2]

  await run(request, context, on)
  expect(direct).toHaveBeenCalledExactlyOnceWith(request, context, on)
  expect(reported).toEqual([expect.any(TypeError)])
  expect(transport()).toBe('direct')

  isRemoved = false
  await run(request, context, on)
  expect(joinTabs).toHaveBeenCalledOnce()
  expect(direct).toHaveBeenCalledTimes(2)
})
