/**
 * The invariants of the subscription machine after every input of random sequences (S1 to S9), and the
 * law that they serve on a small model of a server: what was sent was delivered, or lies in a gap.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { transition } from '../../src/connection/subscription.ts'
import {
  isWhole,
  type KnownTopics,
  type StateSource,
  type SubscriptionEffect,
  type SubscriptionInput,
  type SubscriptionState,
} from '../../src/connection/subscription-state.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type { DeliveredFrame, FeedFrame } from '../../src/protocol/feed-frames.ts'
import { isWithin } from '../../src/protocol/topic-set.ts'
import {
  at,
  createSubscriptionScene,
  frames,
  type SubscriptionScene,
  testFeed,
} from './subscription-scene.ts'

const numRuns = Number(process.env['RUNS'] ?? 400)

type Command =
  | { readonly do: 'open'; readonly topics: readonly string[] }
  | { readonly do: 'receive'; readonly frame: FeedFrame }
  | { readonly do: 'deliver'; readonly count: number }
  | { readonly do: 'close' }
  | { readonly do: 'send'; readonly input: SubscriptionInput }

const idText = fc.oneof(
  fc.constant(null),
  fc
    .tuple(fc.constantFrom('a', 'a', 'a', 'b'), fc.nat(12))
    .map(([epoch, offset]) => `${epoch}.${offset}`),
)
const small = fc.nat(8)

const frame: fc.Arbitrary<FeedFrame> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.tuple(idText, fc.boolean(), small).map((args) => frames.connected(...args)),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(idText, fc.constantFrom('moved', 'paused'))
      .map((args) => frames.event(...args)),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(idText, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
      .map(([id, part, parts]) => frames.snapshot(id, Math.min(part, parts), parts)),
  },
  { weight: 3, arbitrary: fc.tuple(idText, small).map((args) => frames.ping(...args)) },
  { weight: 1, arbitrary: fc.tuple(small, small, idText).map((args) => frames.gap(...args)) },
  { weight: 1, arbitrary: idText.map(frames.reset) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('snapshot', 'moved', 'other').map((type) => frames.invalid(type)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<FeedFrame>(
      { kind: 'unknown', type: 'new' },
      { kind: 'reconnect', afterMs: null, reason: null },
      { kind: 'bye', reason: null },
      { kind: 'expiring', expiresAtMs: null },
      { kind: 'degraded', reason: null },
      { kind: 'rejected', problem: { code: 'x', status: 400, title: '', detail: '' } as never },
    ),
  },
)

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .subarray(['item:1', 'item:2', 'item:3'], { minLength: 1 })
      .map((topics) => ({ do: 'open' as const, topics })),
  },
  { weight: 20, arbitrary: frame.map((given) => ({ do: 'receive' as const, frame: given })) },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 1, max: 4 }).map((count) => ({ do: 'deliver' as const, count })),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'close' as const }) },
  {
    weight: 6,
    arbitrary: fc
      .oneof<fc.Arbitrary<SubscriptionInput>[]>(
        fc.constantFrom({ type: 'chunk_read' }, { type: 'nudge' }),
        idText.map((id) => ({ type: 'id', id: id ?? '' })),
        idText.map((id) => ({
          type: 'state_read',
          frame: { ...frames.snapshot(id), position: null },
        })),
      )
      .map((input) => ({ do: 'send' as const, input })),
  },
)

function run(scene: SubscriptionScene, commands: readonly Command[]): void {
  for (const given of commands) {
    switch (given.do) {
      case 'open':
        scene.open(given.topics)
        break
      case 'receive':
        scene.receive(given.frame)
        break
      case 'deliver':
        scene.deliver(given.count)
        break
      case 'close':
        scene.close()
        break
      case 'send':
        scene.send(given.input)
    }
  }
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const inner of Object.values(value)) freeze(inner)
  return value
}

const phases = new Set(['greeting', 'replay', 'state', 'current'])

/** What holds after every step. */
function checkStep(
  before: SubscriptionState,
  input: SubscriptionInput,
  after: SubscriptionState,
  effects: readonly SubscriptionEffect[],
): void {
  // S9: nothing that was reached is ever changed, and the same input has the same answer.
  freeze(after)
  expect(transition(before, input, testFeed)).toEqual([after, effects])
  expect(phases).toContain(after.phase)
  const sent = effects.flatMap((effect) => (effect.type === 'deliver' ? [effect.frame] : []))
  // S3: state that was delivered ends the wait, unless the log was replaced right after it.
  if (before.phase === 'state' && after.phase === 'state') {
    const state = sent.findLastIndex(({ kind }) => kind === 'snapshot')
    if (state >= 0) expect(sent.slice(state + 1).map(({ kind }) => kind)).toContain('reset')
  }
  for (const effect of effects) {
    if (effect.type !== 'cursor' || effect.id === '') continue
    // S4
    expect(after.pending).toBe(0)
    expect(isWhole(after)).toBe(true)
    expect(after.committed.cursor).toBe(effect.id)
  }
  // S5: before the first request only what came with the page is covered.
  const isRequested = after.request.topics.length > 0
  expect(!isRequested || isWithin(after.coverage, after.request.topics)).toBe(true)
  expect(!isRequested || isWithin(after.committed.coverage, after.request.topics)).toBe(true)
  if (after.pending === 0) expect(after.committed.coverage).toBe(after.coverage)
  // S6
  const parts = sent.flatMap((given) => (given.kind === 'snapshot' ? [given] : []))
  expect(parts.map(({ part }) => part)).toEqual(parts.map((_, index) => index + 1))
  expect(parts.at(-1)?.parts ?? 0).toBe(parts.length)
  // S7
  expect(after.rereads).toBeLessThanOrEqual(5)
  expect(after.idlePings).toBeLessThanOrEqual(3)
  expect(after.quarantine.length).toBeLessThanOrEqual(50)
  // S8
  if (input.type === 'closed' && before.pending > 0) {
    expect(after).toMatchObject({
      pending: 0,
      seen: before.committed.seen,
      hasState: before.committed.hasState,
      coverage: before.committed.coverage,
    })
  }
}

/** S1: an offset is delivered once and never after a later one, until a reset. */
function checkOrder(delivered: readonly DeliveredFrame[]): void {
  const last = new Map<string, number>()
  for (const given of delivered) {
    if (given.kind === 'reset') last.clear()
    if (given.kind !== 'event' || given.position === null) continue
    const { epoch, offset } = given.position
    expect(offset).toBeGreaterThan(last.get(epoch) ?? -1)
    last.set(epoch, offset)
  }
}

describe.each<StateSource>(['feed', 'read', 'none'])('any inputs, with state from %s', (source) => {
  it('are answered, keep every invariant, and are delivered once and in order', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const scene = createSubscriptionScene(source, checkStep)
        run(scene, commands)
        expect(scene.pending).toHaveLength(scene.state().pending)
        scene.deliver()
        checkOrder(scene.delivered)
      }),
      { numRuns },
    )
  })

  it('are answered in any order, even without a request', () => {
    const input: fc.Arbitrary<SubscriptionInput> = fc.oneof(
      frame.map(
        (given): SubscriptionInput => ({ type: 'frame', frame: given, lastEventId: '', id: null }),
      ),
      fc.constantFrom<SubscriptionInput>(
        { type: 'recalled', cursor: 'a.3' },
        { type: 'recalled', cursor: 'not an id' },
        { type: 'opened', resumedFrom: 'a.2' },
        { type: 'delivered', count: 3, passed: undefined },
        { type: 'skipped' },
        { type: 'closed' },
        { type: 'chunk_read' },
        { type: 'nudge' },
      ),
    )
    fc.assert(
      fc.property(fc.array(input, { maxLength: 60 }), (inputs) => {
        const scene = createSubscriptionScene(source)
        for (const given of inputs) {
          scene.send(given)
          expect(scene.state().pending).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns },
    )
  })
})

/** What happens to a server and its only subscriber. */
type Fate = 'append' | 'lose' | 'ping' | 'cut' | 'deliver' | 'close' | 'trim'

describe('what a server sends', () => {
  const begins: readonly (readonly [string, KnownTopics | null])[] = [
    ['nothing', null],
    ['state that it was loaded with', { position: at('a.3'), topics: ['item:1'] }],
  ]
  it.each(begins)(
    'is delivered or lies in a declared gap, whatever is lost, cut or closed, beginning with %s (S2)',
    (_, known) => {
      const fate = fc.constantFrom<Fate[]>(
        ...(['append', 'append', 'append', 'append', 'lose', 'ping'] as const),
        ...(['cut', 'deliver', 'deliver', 'close', 'trim'] as const),
      )
      fc.assert(
        fc.property(fc.array(fate, { maxLength: 80 }), (fates) => {
          const scene = createSubscriptionScene('feed', checkStep, known)
          const server = createServer(scene)
          for (const given of fates) server[given]()
          server.finish()
          checkOrder(scene.delivered)
          expect(missingFrom(scene.delivered, server.top(), known?.position ?? null)).toEqual([])
        }),
        { numRuns },
      )
    },
    // All of it is computing, which takes seconds on a machine that is busy.
    60_000,
  )
})

/** Offsets after the first state that were neither delivered nor declared missing. */
function missingFrom(
  delivered: readonly DeliveredFrame[],
  top: number,
  since: Position | null,
): readonly number[] {
  const known = new Set<number>()
  let first = since?.offset ?? null
  for (const given of delivered) {
    if (given.kind === 'snapshot') first ??= given.readAt?.offset ?? 0
    if (given.kind === 'event' && given.position) known.add(given.position.offset)
    if (given.kind === 'gap') for (let at = given.from; at <= given.to; at++) known.add(at)
  }
  const from = (first ?? top) + 1
  return Array.from({ length: Math.max(0, top - from + 1) }, (_, index) => from + index).filter(
    (offset) => !known.has(offset),
  )
}

/** Follows PROTOCOL.md for one log without epochs; opens a connection when there is none. */
function createServer(scene: SubscriptionScene) {
  let top = 5
  let oldest = 1
  let counted = 0
  let isLosing = false
  const id = (offset: number) => `a.${offset}`

  function open(): void {
    if (scene.isOpen()) return
    scene.open(['item:1'])
    counted = 0
    // Ids promise that nothing is missing: a loss ends with its connection.
    isLosing = false
    const { cursor } = scene.state().committed
    const offset = cursor === '' ? null : Number(cursor.slice(2))
    if (offset === null) scene.receive(frames.connected(null), frames.snapshot(id(top)))
    else if (offset + 1 < oldest) {
      scene.receive(
        frames.connected(id(offset)),
        frames.gap(offset + 1, top, null),
        frames.snapshot(id(top)),
      )
    } else {
      counted = top - offset
      scene.receive(frames.connected(id(offset), true, counted))
      for (let next = offset + 1; next <= top; next++) scene.receive(frames.event(id(next)))
    }
    scene.send({ type: 'chunk_read' })
  }

  function append(isLost: boolean): void {
    open()
    top++
    counted++
    isLosing ||= isLost
    // After a loss nothing with an id may arrive before the ping that shows it.
    if (isLosing) return
    scene.receive(frames.event(id(top)))
    scene.send({ type: 'chunk_read' })
  }

  function ping(): void {
    open()
    scene.receive(frames.ping(id(top), counted))
    if (scene.isOpen()) scene.send({ type: 'chunk_read' })
    isLosing = false
  }

  return {
    top: () => top,
    append: () => append(false),
    lose: () => append(true),
    ping,
    cut() {
      open()
      scene.disconnect()
    },
    deliver: () => scene.deliver(2),
    close: () => scene.close(),
    trim() {
      oldest = Math.max(oldest, top - 1)
    },
    finish() {
      open()
      ping()
      open()
      scene.deliver()
    },
  }
}
