/** Which data from the channel are messages. */
import { describe, expect, it } from 'vitest'
import { parseTabMessage } from '../../src/connection/parse-tab-message.ts'
import type { ChunkItem, TabMessage } from '../../src/connection/tab-message.ts'

const from = 'tab'
const leader = { from, leaderEpoch: 1 }
const shared = { ...leader, sharedAttempt: 2 }
const failure = { code: 'network', message: 'Lost.', status: undefined, bodyExcerpt: undefined }
const items: readonly ChunkItem[] = [
  ['id', 'e1.1'],
  ['frame', { type: 'ping', data: '{}', lastEventId: 'e1.1', id: 'e1.1' }],
  ['frame', { type: 'ping', data: '{}', lastEventId: '' }],
  ['retryField', 3000],
  ['comment', 'heartbeat'],
]

const examples: { readonly [Type in TabMessage['type']]: TabMessage & { type: Type } } = {
  request: {
    type: 'request',
    from,
    attempt: 1,
    request: { topics: ['all'], cursor: '', snapshot: ['item:1'] },
  },
  leave: { type: 'leave', from },
  ack: { type: 'ack', ...leader },
  direct: { type: 'direct', ...leader, to: 'other', attempt: 1 },
  handshake: { type: 'handshake', ...shared },
  start: {
    type: 'start',
    ...shared,
    cursor: 'e1.1',
    served: { a: 1, b: 2 },
  },
  sent: { type: 'sent', ...shared },
  head: { type: 'head', ...shared },
  chunk: { type: 'chunk', ...shared, number: 0, items },
  lost: { type: 'lost', ...shared, failure, retryAfterMs: null, isFinal: false },
}

/** Every copy of a value with one property replaced, at any depth. */
function* spoiled(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    // Optional, or not checked.
    if (inner === undefined) continue
    const copy = (replacement: unknown) =>
      Array.isArray(value)
        ? value.map((each, index) => (String(index) === key ? replacement : each))
        : { ...value, [key]: replacement }
    yield copy(Symbol.iterator)
    for (const deeper of spoiled(inner)) yield copy(deeper)
  }
}

describe.each(Object.values(examples).map((message) => [message.type, message] as const))(
  'a message of type %s',
  (_, message) => {
    it('is accepted after a structured clone', () => {
      expect(parseTabMessage(structuredClone(message))).toEqual(message)
    })

    it('is ignored when any of its properties has another type', () => {
      const copies = [...spoiled(message)]
      expect(copies.length).toBeGreaterThanOrEqual(Object.keys(message).length)
      for (const copy of copies) expect(parseTabMessage(copy)).toBeNull()
    })
  },
)

describe('data that is not a message', () => {
  it.each([null, undefined, 'hello', 1, [], {}, { from }, { type: 'toString', from }])(
    'is ignored: %j',
    (data) => {
      expect(parseTabMessage(data)).toBeNull()
    },
  )
})
