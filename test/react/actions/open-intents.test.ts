import { describe, expect, it } from 'vitest'
import { intentOf } from '../../../src/react/actions/command.ts'
import { createOpenIntents, newIdempotencyKey } from '../../../src/react/actions/open-intents.ts'

function createWorld() {
  let nowMs = 0
  let keys = 0
  const intents = createOpenIntents({ nowMs: () => nowMs, newKey: () => `key ${++keys}` })
  return {
    intents,
    pass(ms: number) {
      nowMs += ms
    },
  }
}

const topUp = (amount: bigint) => intentOf({ kind: 'top-up', streamId: '7', amount })

describe('a command whose answer was lost', () => {
  it('goes under the same key when it is sent again, and under another once it was answered', () => {
    const { intents } = createWorld()
    expect([intents.keyFor(topUp(5n)), intents.keyFor(topUp(5n))]).toEqual(['key 1', 'key 1'])
    intents.settle(topUp(5n))
    expect(intents.keyFor(topUp(5n))).toBe('key 2')
  })

  it('does not lend its key to another amount', () => {
    const { intents } = createWorld()
    expect(intents.keyFor(topUp(5n))).not.toBe(intents.keyFor(topUp(6n)))
  })

  it('has another key after a minute: the same withdrawal is then a new intent', () => {
    const { intents, pass } = createWorld()
    const withdrawal = intentOf({ kind: 'withdraw', streamId: '7' })
    const first = intents.keyFor(withdrawal)
    pass(59_999)
    expect(intents.keyFor(withdrawal)).toBe(first)
    pass(1)
    expect(intents.keyFor(withdrawal)).not.toBe(first)
  })
})

it('a key has 128 random bits', () => {
  expect(newIdempotencyKey()).toMatch(/^[0-9a-f]{32}$/)
  expect(newIdempotencyKey()).not.toBe(newIdempotencyKey())
})
