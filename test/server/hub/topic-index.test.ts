import { describe, expect, it } from 'vitest'
import { createTopicIndex } from '../../../server/hub/topic-index.ts'

describe('a topic index', () => {
  it('finds a listener once, however many of its topics match', () => {
    const index = createTopicIndex<string>()
    index.add('ann', ['all', 'stream:1', 'user:G'])
    index.add('ben', ['stream:1'])
    expect([...index.matching(['all', 'stream:1', 'user:G'])]).toEqual(['ann', 'ben'])
  })

  it('finds no listener for a topic without listeners', () => {
    const index = createTopicIndex<string>()
    index.add('ann', ['stream:1'])
    expect([...index.matching(['stream:2'])]).toEqual([])
    expect([...index.matching([])]).toEqual([])
  })

  it('removes a topic with its last listener', () => {
    const index = createTopicIndex<string>()
    index.add('ann', ['stream:1', 'stream:2'])
    index.add('ben', ['stream:2'])
    index.remove('ann', ['stream:1', 'stream:2', 'stream:3'])
    expect(index.size).toBe(1)
    index.remove('ben', ['stream:2'])
    expect(index.size).toBe(0)
  })
})
