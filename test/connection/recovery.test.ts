/**
 * The law of this folder: whatever breaks, delivered ∪ declared gaps = the log, in order, without a
 * duplicate; and who applies what was delivered has the server's state in the end.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createConnection } from '../../src/connection/index.ts'
import '../../src/connection/polls.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { createFakeFeed } from '../support/fake-feed.ts'
import { createFakeWorld } from '../support/fake-world.ts'
import type { DeliveredPaymentsFrame } from '../support/payments-frames.ts'
import { createLogServer } from './log-server.ts'

type Action =
  | { readonly kind: 'append' | 'lose' | 'trim' | 'cutNextAfter'; readonly count: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'end' | 'fail' | 'ping' | 'goodbye' | 'newEpoch' | 'reopen' | 'pause' }
  | { readonly kind: 'hold' | 'release' }

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('append'), count: fc.integer({ min: 1, max: 8 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('append'), count: fc.constant(40) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('cutNextAfter'),
      count: fc.integer({ min: 0, max: 1200 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('trim'), count: fc.integer({ min: 0, max: 5 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('lose'), count: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.integer({ min: 0, max: 20_000 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('end', 'fail', 'ping', 'goodbye', 'reopen', 'pause'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('newEpoch') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('hold', 'release') }) },
)

async function run(actions: readonly Action[], wantsState: boolean, isHeld: boolean) {
  const feed = createFakeFeed()
  const world = createFakeWorld({ fetch: feed.fetch })
  const server = createLogServer(feed)
  const connection = createConnection({
    feed: payments,
    url: '',
    filter: { all: true },
    snapshot: wantsState,
    platform: world.platform,
  })
  const delivered: DeliveredPaymentsFrame[] = []
  connection.onFrames((batch) => delivered.push(...batch))
  server.append(5)
  if (isHeld) server.hold()
  connection.open()
  await world.advance(isHeld ? 11_100 : 100)
  expect(connection.getSnapshot().transport).toBe(isHeld ? 'poll' : 'direct')
  for (const step of actions) {
    switch (step.kind) {
      case 'append':
      case 'trim':
      case 'cutNextAfter':
        server[step.kind](step.count)
        break
      case 'lose':
        server.lose(step.count)
        server.append(step.count + 2)
        server.lose(0)
        server.ping()
        break
      case 'end':
      case 'fail':
        server.cutNow(step.kind)
        break
      case 'wait':
        await world.advance(step.ms)
        break
      case 'reopen':
        connection.close()
        connection.open()
        break
      case 'pause':
        connection.pause()
        connection.resume()
        break
      default:
        server[step.kind]()
    }
    await world.settle()
  }
  // Now nothing breaks any more.
  server.release()
  server.lose(0)
  server.cutNextAfter(Number.POSITIVE_INFINITY)
  connection.retryNow()
  await world.advance(1000)
  server.ping()
  await world.advance(60_000)
  server.ping()
  await world.advance(60_000)
  return { server, connection, delivered }
}

/** Reads what was delivered as a store would, and checks order and duplicates on the way. */
function audit(delivered: readonly DeliveredPaymentsFrame[], wantsState: boolean) {
  let epoch: string | undefined
  let start: number | null = null
  let last = 0
  let value = 0n
  let readAt = 0
  let known = new Set<number>()
  const restart = (position: { epoch: string; offset: number } | null) => {
    epoch = position?.epoch
    start = position?.offset ?? null
    last = position?.offset ?? 0
    known = new Set()
  }
  for (const frame of delivered) {
    switch (frame.kind) {
      case 'event': {
        const { position, event } = frame
        if (position === null || event.type !== 'stream.topped_up') throw new Error('unexpected')
        if (epoch === undefined) restart({ epoch: position.epoch, offset: position.offset - 1 })
        expect(position.epoch).toBe(epoch)
        expect(position.offset).toBeGreaterThan(last)
        last = position.offset
        known.add(position.offset)
        if (position.offset > readAt) value = event.newDepositedAmount
        break
      }
      case 'gap':
        expect(frame.from).toBeLessThanOrEqual(frame.to)
        for (let offset = frame.from; offset <= frame.to; offset++) known.add(offset)
        break
      case 'reset':
        restart(frame.position)
        readAt = 0
        break
      case 'snapshot': {
        const [stream] = frame.items
        if (stream) value = stream.depositedAmount
        readAt = frame.readAt?.offset ?? 0
        if (start === null || epoch === undefined) restart(frame.readAt)
      }
    }
  }
  if (wantsState) expect(delivered.some((frame) => frame.kind === 'snapshot')).toBe(true)
  return { epoch, start, last, value, known }
}

describe('whatever breaks', () => {
  it.each([
    ['with state', true, false],
    ['without state', false, false],
    ['with state, where a proxy holds responses back', true, true],
    ['without state, where a proxy holds responses back', false, true],
  ])('C9 delivered ∪ declared gaps = log %s', async (_, wantsState, isHeld) => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (actions) => {
        const { server, connection, delivered } = await run(actions, wantsState, isHeld)
        expect(connection.getSnapshot()).toMatchObject({ status: 'open', phase: 'live' })
        const { epoch, start, value, known } = audit(delivered, wantsState)
        if (wantsState) expect(value).toBe(BigInt(server.top()))
        if (epoch === undefined) return
        expect(epoch).toBe(server.epoch())
        const missing: number[] = []
        for (let offset = (start ?? 0) + 1; offset <= server.top(); offset++) {
          if (!known.has(offset)) missing.push(offset)
        }
        expect(missing).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
}, 60_000)
