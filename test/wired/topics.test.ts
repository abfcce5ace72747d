/**
 * Sessions whose topics come and go, in front of the real server: whatever happens, what is followed
 * is right once it is quiet, and nothing else is known.
 */
import { describe, expect, it } from 'vitest'
import type { PaymentsFilter } from '../../src/feeds/payments/filter.ts'
import { selectStreamPhase } from '../../src/feeds/payments/selectors.ts'
import { createSession } from '../../src/payments-session.ts'
import { createRandom } from '../support/random.ts'
import { createStillTime, pageOn } from '../support/still-time.ts'
import { alice, bob, createWired } from '../support/wired.ts'

const carol = 'GAV5QBWJP4HABLY2D7BTFD5HMOUSNFZDZDNY7LCPSOXXDWYYNVXJBKNV'

async function createScene(seed: number, filter?: PaymentsFilter) {
  const random = createRandom(seed)
  const time = createStillTime({ random })
  // Every other log has a short retention, so that a client that reconnects finds a gap.
  const wired = createWired({ time, retentionEvents: seed % 2 === 0 ? 6 : 10_000 })
  const cuts = new Set<() => void>()
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  const ids: string[] = []
  for (const [sender, recipient] of [
    [alice, bob],
    [bob, alice],
    [alice, carol],
    [carol, bob],
    [bob, carol],
    [carol, alice],
  ]) {
    ids.push(await wired.createStream({ sender, recipient }))
  }
  const session = createSession({
    url: 'http://wired.test',
    filter,
    persist: false,
    async fetch(input, init) {
      const cut = new AbortController()
      const abort = () => cut.abort()
      cuts.add(abort)
      const { body, status, headers } = await wired.fetch(input, init)
      const through = body?.pipeThrough(new TransformStream(), { signal: cut.signal })
      return new Response(through ?? null, { status, headers })
    },
    platform: { ...pageOn(time), random: { next: random } },
  })
  return { wired, time, random, pick, ids, session, cut: () => [...cuts].map((one) => one()) }
}

type Scene = Awaited<ReturnType<typeof createScene>>

/** What the ledger says of the streams that these filters cover, and what the session knows. */
async function compare({ wired, session, ids }: Scene, filters: readonly PaymentsFilter[]) {
  const right = new Map<string, bigint>()
  for (const id of ids) {
    const { body } = await wired.call('GET', `/streams/${id}`)
    const isFollowed = filters.some(
      ({ all, streams, users }) =>
        all ||
        streams?.includes(id) ||
        users?.includes(String(body['sender'])) ||
        users?.includes(String(body['recipient'])),
    )
    if (isFollowed) right.set(id, BigInt(String(body['depositedAmount'])))
  }
  const known = [...session.store.getState().items.values()].map(
    (stream) => [stream.streamId, stream.depositedAmount] as const,
  )
  return { right, known: new Map(known.sort(([a], [b]) => Number(a) - Number(b))) }
}

/** Streams of which it is said that they do not exist, although they do. */
function deniedBy({ session, ids }: Scene, filters: Iterable<PaymentsFilter>): readonly string[] {
  const state = session.store.getState()
  return [...filters]
    .flatMap(({ streams = [] }) => streams)
    .filter((id) => ids.includes(id) && !state.items.has(id))
    .filter((id) => selectStreamPhase(id)(state) === 'ready')
}

/** Something that may happen to a page, or to the world around it. */
async function step(scene: Scene, follows: Map<() => void, PaymentsFilter>): Promise<void> {
  const { wired, time, random, pick, ids, session, cut } = scene
  const choice = random()
  if (choice < 0.3) {
    const filter =
      random() < 0.75 ? { streams: [pick(ids)] } : { users: [pick([alice, bob, carol])] }
    follows.set(session.follow(filter), filter)
  } else if (choice < 0.5) {
    const [cancel] = [...follows.keys()].slice(-1)
    cancel?.()
    if (cancel) follows.delete(cancel)
  } else if (choice < 0.8) {
    await wired.topUp(pick(ids), 1 + Math.floor(random() * 3))
  } else if (choice < 0.85) {
    cut()
  } else if (choice < 0.9) {
    ids.push(await wired.createStream({ sender: pick([alice, bob]), recipient: carol }))
  }
  await time.advance(pick([0, 5, 16, 40, 300, 2000, 6000]))
}

describe('a session in front of the real server', () => {
  it.each([undefined, { users: [alice] }, { streams: ['1'] }])(
    'knows what is followed and nothing else, and denies nothing, whatever is added to and removed from %j',
    { timeout: 60_000 },
    async (filter) => {
      for (let seed = 1; seed <= 12; seed += 1) {
        const scene = await createScene(seed, filter)
        const { session, time, wired, ids, pick } = scene
        const follows = new Map<() => void, PaymentsFilter>()
        session.start()
        for (let count = 0; count < 60; count += 1) {
          await step(scene, follows)
          expect({ seed, denied: deniedBy(scene, follows.values()) }).toEqual({ seed, denied: [] })
        }
        // So that there is always something: the last topic of all would stay.
        const last = { streams: [pick(ids)] }
        follows.set(session.follow(last), last)
        await time.advance(60_000)
        await wired.topUp(pick(ids))
        await time.advance(1000)
        const followed = [...(filter ? [filter] : []), ...follows.values()]
        const { right, known } = await compare(scene, followed)
        expect({ seed, known }).toEqual({ seed, known: right })
        session.stop()
      }
    },
  )
})
