/**
 * A body given to a client by a `fetch` without a network, in chunks of exactly our choice: a socket may
 * join what was sent apart, and only exact cuts make a failure the same every time.
 */
import { type BodyCase, eventOf, type SuiteEvent } from './case.ts'
import type { PeerClient } from './clients/client.ts'
import { chunksOf, compareEvents, cursorOf } from './run-case.ts'

type Chunk = Uint8Array<ArrayBuffer>

/** Bodies up to this are cut at every place; longer ones at some. */
const everyCutBytes = 64
const someCuts = 12
/** Cutting these in two or three places says all there is to say. */
const hugeBytes = 65_536
const fewCuts = 4
/** Nothing here takes longer than a client's own delay before it comes back. */
const budgetMs = 8_000

export interface Cutting {
  readonly chunks: readonly Chunk[]
  readonly description: string
}

/** All the ways in which a body is given: in two pieces, byte by byte; unchanged for a case with `prompt`. */
export function cutsOf(test: BodyCase): Cutting[] {
  const steps = chunksOf(test.body)
  if (test.prompt) return [{ chunks: steps, description: 'step by step' }]
  const whole = new Uint8Array(steps.reduce((sum, step) => sum + step.length, 0))
  let length = 0
  for (const step of steps) {
    whole.set(step, length)
    length += step.length
  }
  const count = length <= everyCutBytes ? length + 1 : length < hugeBytes ? someCuts : fewCuts
  const places = Array.from({ length: count }, (_, index) =>
    Math.floor((index * length) / (count - 1)),
  )
  const cuttings = places.map((place) => ({
    chunks: [whole.subarray(0, place), whole.subarray(place)].filter((chunk) => chunk.length > 0),
    description: `cut after byte ${place}`,
  }))
  if (length <= everyCutBytes * 4) {
    cuttings.push({
      chunks: [...whole].map((byte) => Uint8Array.of(byte)),
      description: 'byte by byte',
    })
  }
  return cuttings
}

const head = { headers: { 'content-type': 'text/event-stream' } }

/** @returns what was wrong, or null. */
export function runInMemory(
  test: BodyCase,
  client: PeerClient,
  chunks: readonly Chunk[],
): Promise<string | null> {
  const expected = (test.events ?? []).map(eventOf)
  const events: SuiteEvent[] = []
  const prompt: number[] = []
  let sent = 0
  return new Promise((resolve) => {
    const finish = (reason: string | null) => {
      clearTimeout(timer)
      // Not from within its own call of fetch.
      setTimeout(() => opened.close())
      resolve(reason)
    }
    const timer = setTimeout(() => finish(`did not come back within ${budgetMs} ms`), budgetMs)

    function answer(request: Request): Response | null {
      sent += 1
      if (sent === 1) return new Response('retry: 20\n\n', head)
      if (sent === 2) return new Response(bodyOf(), head)
      const failure = compareEvents(events, expected)
      const cursor = cursorOf(request.headers.get('last-event-id'), request.url)
      const { cursor: wanted = '' } = test
      if (failure) finish(failure)
      else if (cursor !== wanted) finish(`came back with the cursor "${cursor}", not "${wanted}"`)
      else finish(null)
      return null
    }

    /** Pulled one by one: when the next chunk is asked for, the client is through with the last one. */
    function bodyOf(): ReadableStream<Chunk> {
      let next = 0
      return new ReadableStream<Chunk>(
        {
          pull(controller) {
            if (next > 0) prompt.push(events.length)
            const chunk = chunks[next++]
            if (chunk) controller.enqueue(chunk)
            else if (!test.prompt) controller.close()
            else if (prompt.join() === test.prompt.join()) finish(compareEvents(events, expected))
            else finish(`had ${prompt.join()} events after each chunk, not ${test.prompt.join()}`)
          },
        },
        { highWaterMark: 0 },
      )
    }

    const opened = client.open('http://memory.test/feed', {
      async fetch(input, init) {
        const { signal, ...rest } = init
        // Refuses what the real one would: a header that is none, for one.
        const response = answer(new Request(input, rest))
        if (response) return response
        return new Promise((_, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason))
        })
      },
      on: {
        event: (event) => sent > 1 && events.push(event),
        status: () => {},
      },
    })
  })
}
