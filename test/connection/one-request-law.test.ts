/** The law of requests that are made once (C3), over whatever networks, servers and pages do. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SseClientOptions } from '../../src/connection/index.ts'
import type { FakeStream } from '../support/fake-feed.ts'
import { createScene } from './sse-scene.ts'

const steps = [
  'accept',
  'event',
  'end',
  'fail',
  'reject',
  'offline',
  'online',
  'freeze',
  'thaw',
  'hide',
  'show',
  'second',
  'hour',
] as const
const statuses = [204, 400, 401, 404, 408, 425, 429, 500, 501, 502, 503, 504] as const
type Step = (typeof steps)[number] | (typeof statuses)[number]

/** These say that the request was not processed. */
const unprocessed = new Set([401, 408, 425, 429, 503])

/** Plays the steps, and notes what each request was answered with. */
async function play(given: readonly Step[], options: Partial<SseClientOptions>) {
  const scene = createScene({ body: 'x', headers: () => ({}), hiddenPauseMs: 500, ...options })
  const { client, world, feed } = scene
  const outcomes: (number | 'open' | 'lost' | null)[] = []
  let stream: FakeStream | null = null
  feed.onRequest = () => {
    outcomes.push(null)
    stream = null
  }
  const answer = (outcome: number | 'open' | 'lost', perform: () => void) => {
    if (outcomes.length === 0 || outcomes.at(-1) !== null) return
    outcomes[outcomes.length - 1] = outcome
    perform()
  }
  const perform: Record<(typeof steps)[number], () => unknown> = {
    accept: () =>
      answer('open', () => {
        stream = feed.latest().accept()
      }),
    event: () => stream?.send(`id: ${outcomes.length}\ndata: a\n\n`),
    end: () => stream?.end(),
    fail: () => stream?.fail(),
    reject: () => answer('lost', () => feed.latest().reject()),
    offline: () => world.setOnline(false),
    online: () => world.setOnline(true),
    freeze: () => world.setFrozen(true),
    thaw: () => world.setFrozen(false),
    hide: () => world.setHidden(true),
    show: () => world.setHidden(false),
    second: () => world.advance(1000),
    hour: () => world.advance(3_600_000),
  }
  client.open()
  await world.settle()
  for (const step of given) {
    if (typeof step === 'number') answer(step, () => feed.latest().answer(step))
    else await perform[step]()
    await world.settle()
  }
  await world.advance(3_600_000)
  return { requests: feed.requests, outcomes }
}

/** Answers that begin and break are what the law is about: more of them than of anything else. */
const frequent = ['accept', 'event', 'fail', 'end', 'hour'] as const
const histories = fc.array(
  fc.oneof(fc.constantFrom<Step>(...frequent), fc.constantFrom<Step>(...steps, ...statuses)),
  { maxLength: 30 },
)

describe('a POST, whatever happens', () => {
  it('C3 is sent again only after an answer that says it was not processed', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (given) => {
        const { outcomes } = await play(given, {})
        for (const outcome of outcomes.slice(0, -1)) {
          expect(unprocessed.has(Number(outcome)), String(outcome)).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  }, 60_000)

  it('C3 that was accepted is followed by GETs alone, and by none without a cursor', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (given) => {
        const { requests, outcomes } = await play(given, {
          resumeMethod: 'GET',
          isLast: () => false,
        })
        const first = outcomes.indexOf('open')
        const later = first < 0 ? [] : requests.slice(first + 1)
        for (const { method, body, headers } of later) {
          expect({ method, body }).toEqual({ method: 'GET', body: null })
          expect(headers.get('last-event-id')).not.toBeNull()
        }
      }),
      { numRuns: 300 },
    )
  }, 60_000)
})
