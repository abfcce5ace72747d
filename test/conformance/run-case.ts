/**
 * Runs one case with one client and says what was wrong. The same in Node and in a page: the network is
 * a global `fetch` and the misbehaviour server, everything else is in the case. Waits for what is to
 * come instead of sleeping; what must not come is given a quarter of a second. One file past 250 lines:
 * every expectation of case.ts is judged here, and nowhere else.
 */
import { bytesOf, type RequestLog, type ScriptedAnswer } from '../support/misbehaviour/answers.ts'
import {
  type BodyCase,
  type ConformanceCase,
  type ExpectedRequest,
  eventOf,
  manyRequests,
  type SuiteEvent,
  type TalkCase,
} from './case.ts'
import type { PeerClient } from './clients/client.ts'
import { cutsOf, runInMemory } from './in-memory.ts'

/** The first answer where waiting is not the subject: from then on clients come back soon. */
const hurry = 'retry?is=20'
/** By then a client that is patient has shown it. */
const slowestMs = 15_000
/** How long something that must not come is waited for. */
const quietMs = 250

/** Why a case failed; {@link isLate}: something did not come, which a busy machine may be the reason of. */
export interface Failure {
  readonly reason: string
  readonly isLate: boolean
}

const wrong = (reason: string): Failure => ({ reason, isLate: false })
const late = (reason: string): Failure => ({ reason, isLate: true })
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Over sockets.
 *
 * @param origin of the misbehaviour server; one of its own for each run where a browser counts.
 * @param budgetMs how long anything may take that has to come: far more than it needs.
 */
export function runOverSockets(
  test: ConformanceCase,
  client: PeerClient,
  origin: string,
  budgetMs: number,
): Promise<Failure | null> {
  return runTalk('body' in test ? talkOf(test) : test, client, origin, budgetMs)
}

/** With every cut of the body; nothing to do for a talk. */
export async function runCuts(test: ConformanceCase, client: PeerClient): Promise<Failure | null> {
  if (!('body' in test)) return null
  const failures = await Promise.all(
    cutsOf(test).map(async ({ chunks, description }) => {
      const reason = await runInMemory(test, client, chunks)
      return reason === null ? null : wrong(`${reason}, in memory, ${description}`)
    }),
  )
  return failures.find((found) => found !== null) ?? null
}

/** A body as a talk: hurry, the body, and what the client brings when it comes back. */
function talkOf({ body, events = [], cursor = '', prompt, ...text }: BodyCase): TalkCase {
  return prompt
    ? { ...text, events, answers: [hurry, { body, finish: 'hold' }], requests: [{}, {}] }
    : { ...text, events, answers: [hurry, { body }, 'head'], requests: [{}, {}, { cursor }] }
}

async function runTalk(
  test: TalkCase,
  client: PeerClient,
  origin: string,
  budgetMs: number,
): Promise<Failure | null> {
  const url = await addScript(origin, test.answers)
  const events: SuiteEvent[] = []
  const statuses = new Set<number>()
  const sentAtMs: number[] = []
  const { tokens, ...options } = test.options ?? {}
  let asked = 0
  const opened = client.open(url, {
    ...options,
    fetch(input, init) {
      sentAtMs.push(performance.now())
      return fetch(input, init)
    },
    ...(tokens && {
      headers: () => ({
        authorization: `Bearer ${tokens[Math.min(asked++, tokens.length - 1)] ?? ''}`,
      }),
    }),
    on: {
      event(event) {
        // What a client makes of the hurry is the business of other cases.
        if (sentAtMs.length === 1 && test.answers[0] === hurry) return
        events.push(event)
        if (test.close && 'atEvent' in test.close && events.length === test.close.atEvent) {
          opened.close()
        }
      },
      status: (status) => statuses.add(status),
    },
  })
  try {
    return await judge(test, budgetMs, {
      events,
      statuses,
      sentAtMs,
      hasEnded: opened.hasEnded,
      close: opened.close,
      log: (query) => readLog(url, query),
    })
  } finally {
    opened.close()
  }
}

/** What can be seen of a running client. */
interface View {
  readonly events: readonly SuiteEvent[]
  readonly statuses: ReadonlySet<number>
  /** When the client called `fetch`. */
  readonly sentAtMs: readonly number[]
  hasEnded(): boolean
  close(): void
  log(query: Readonly<Record<string, number>>): Promise<RequestLog>
}

async function judge(test: TalkCase, budgetMs: number, view: View): Promise<Failure | null> {
  const deadlineMs = performance.now() + budgetMs
  const isOver = () => performance.now() > deadlineMs
  if (test.slowsToMs !== undefined) return judgeWaits(test.slowsToMs, view)
  const wanted = test.requests.length
  let log = await view.log({ requests: wanted, waitMs: 1_000 })
  while (log.requests.length < wanted) {
    const hasEnded = view.hasEnded()
    log = await view.log({ requests: wanted, waitMs: quietMs })
    if (log.requests.length >= wanted) break
    const came = `${log.requests.length} of ${wanted} requests`
    if (hasEnded) return wrong(`gave up after ${came}`)
    if (isOver()) return late(`${came} within ${budgetMs} ms`)
  }
  const unlike = test.requests
    .map((expected, index) => compareRequest(expected, log, index))
    .find((failure) => failure !== null)
  if (unlike) return unlike

  const expected = test.events?.map(eventOf) ?? null
  if (expected) {
    while (view.events.length < expected.length && !isOver()) await sleep(10)
    await sleep(20)
    const failure = compareEvents(view.events, expected)
    if (failure) return view.events.length < expected.length ? late(failure) : wrong(failure)
  }

  if (test.close && 'afterMs' in test.close) {
    await sleep(test.close.afterMs)
    view.close()
  }
  const allowed = wanted + (test.spare ?? 0)
  if (test.ends) {
    while (!view.hasEnded()) {
      if ((await view.log({})).requests.length > allowed) return wrong('came back')
      if (isOver()) return late('did not say that it gave up')
      await sleep(20)
    }
  }
  if (test.leaves) {
    const { request, withinMs } = test.leaves
    log = await view.log({ gone: request, waitMs: withinMs })
    if (!log.requests[request - 1]?.isGone) return wrong(`still there after ${withinMs} ms`)
  }
  const watchMs = test.staysMs ?? test.quietMs ?? (test.ends || test.close ? quietMs : 0)
  if (watchMs > 0) {
    log = await view.log({ requests: allowed + 1, waitMs: watchMs })
    if (log.requests.length > allowed) return wrong('one request too many')
    if (expected && view.events.length > expected.length) return wrong('an event too many, later')
  }
  if (test.staysMs && (view.hasEnded() || log.requests.at(-1)?.isGone)) return wrong('left')
  if (test.status !== undefined) {
    while (!view.statuses.has(test.status) && !isOver()) await sleep(20)
    if (!view.statuses.has(test.status)) return late(`did not report ${test.status}`)
  }
  return null
}

/**
 * By the client's own calls of `fetch`: Chromium repeats a request by itself when a connection that it
 * had in stock turns out to be dead. Counts nothing within a time: a slow machine would make a hasty
 * client look patient.
 */
async function judgeWaits(leastMs: number, view: View): Promise<Failure | null> {
  const deadlineMs = performance.now() + slowestMs
  for (;;) {
    const sent = [...view.sentAtMs]
    const isLong = sent.map((atMs, index) => atMs - (sent[index - 1] ?? atMs) >= leastMs)
    if (isLong.some((long, index) => long && isLong[index - 1])) return null
    if (sent.length >= manyRequests) return wrong(`${sent.length} requests without a pause`)
    if (view.hasEnded()) return wrong(`gave up after ${sent.length} requests`)
    if (performance.now() > deadlineMs) return late(`only ${sent.length} requests`)
    await sleep(100)
  }
}

function compareRequest(expected: ExpectedRequest, log: RequestLog, index: number): Failure | null {
  const request = log.requests[index]
  const before = log.requests[index - 1]
  if (request === undefined) return late(`no request ${index + 1}`)
  const subject = `request ${index + 1}`
  if (expected.cursor !== undefined) {
    const cursor = cursorOf(request.headers['last-event-id'], request.path)
    if (cursor !== expected.cursor) {
      return wrong(`${subject} has the cursor ${show(cursor)}, not ${show(expected.cursor)}`)
    }
  }
  if (expected.method !== undefined && request.method !== expected.method) {
    return wrong(`${subject} is a ${request.method}`)
  }
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    const sent = request.headers[name] ?? null
    if (sent !== value) return wrong(`${subject} has ${name}: ${sent}, not ${value}`)
  }
  if (expected.waitMs) {
    const [least, most] = expected.waitMs
    const waitedMs = Math.round(request.arrivedAtMs - (before?.answeredAtMs ?? 0))
    if (waitedMs < least) return wrong(`${subject} after ${waitedMs} ms, not ${least}`)
    if (waitedMs > most) return late(`${subject} after ${waitedMs} ms, more than ${most}`)
  }
  return null
}

/** @returns how they differ; null when they do not. */
export function compareEvents(
  actual: readonly SuiteEvent[],
  expected: readonly SuiteEvent[],
): string | null {
  const index = expected.findIndex((event, place) => {
    const given = actual[place]
    return (
      given?.type !== event.type ||
      given.data !== event.data ||
      given.lastEventId !== event.lastEventId
    )
  })
  if (index >= 0)
    return `event ${index + 1} is ${show(actual[index])}, not ${show(expected[index])}`
  if (actual.length > expected.length) return `an event too many: ${show(actual[expected.length])}`
  return null
}

/** The cursor of a request, from its header ([spec] UTF-8) or, where that cannot be, from its query. */
export function cursorOf(header: string | null | undefined, url: string): string {
  if (header) {
    return new TextDecoder().decode(Uint8Array.from(header, (letter) => letter.charCodeAt(0)))
  }
  return new URL(url, 'http://server/').searchParams.get('lastEventId') ?? ''
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing'
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

async function addScript(origin: string, answers: readonly ScriptedAnswer[]): Promise<string> {
  const response = await fetch(`${origin}/scripts`, {
    method: 'POST',
    body: JSON.stringify({ answers: answers.map(spellOut) }),
  })
  const { id } = (await response.json()) as { id: string }
  return `${origin}/scripts/${id}/feed`
}

/** Steps would arrive as one chunk if nothing parted them. */
function spellOut(answer: ScriptedAnswer): ScriptedAnswer {
  if (typeof answer === 'string' || typeof answer.body !== 'object') return answer
  return { ...answer, body: answer.body.flatMap((step) => [step, { pauseMs: 5 }]) }
}

async function readLog(url: string, query: Readonly<Record<string, number>>): Promise<RequestLog> {
  const asked = new URLSearchParams(Object.entries(query).map(([name, n]) => [name, String(n)]))
  const response = await fetch(`${url.replace(/feed$/, 'log')}?${asked}`, { cache: 'no-store' })
  return (await response.json()) as RequestLog
}

/** The bytes of a body without its pauses, step by step. */
export function chunksOf(body: BodyCase['body']): Uint8Array<ArrayBuffer>[] {
  return (typeof body === 'string' ? [body] : body).flatMap((step) =>
    typeof step === 'object' && ('pauseMs' in step || 'endless' in step) ? [] : [bytesOf(step)],
  )
}
