import { afterEach, describe, expect, it, vi } from 'vitest'
import { canStreamThroughWorker } from '../../src/mocks/worker-streams.ts'

afterEach(() => vi.unstubAllGlobals())

describe('canStreamThroughWorker', () => {
  it('is true where streams can be transferred', () => {
    expect(canStreamThroughWorker()).toBe(true)
  })

  it('is false where they cannot, as in WebKit', () => {
    vi.stubGlobal('structuredClone', () => {
      throw new DOMException('The object can not be cloned.', 'DataCloneError')
    })
    expect(canStreamThroughWorker()).toBe(false)
  })
})
