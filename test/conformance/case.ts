/**
 * What a conformance case is. Cases are data (`cases/*.json`); how they are run is run-case.ts. How to
 * write one: docs/conformance.md.
 */
import type { ScriptedAnswer, Step } from '../support/misbehaviour/answers.ts'

/** A long text may be written as a repetition. */
export type LongText = string | { readonly repeat: string; readonly times: number }

/** One event as the application gets it; a text is a `message` with that data, without an id. */
export type ExpectedEvent =
  | string
  | { readonly data: LongText; readonly type?: string; readonly lastEventId?: string }

/**
 * `standard`: the HTML standard says so, and every client can be measured by it. `recovery`: the standard
 * leaves it open or says otherwise; `from` then gives the reason why a client ought to.
 */
export type Rule = 'standard' | 'recovery'

export interface CaseFile {
  readonly group: string
  readonly rule: Rule
  /** One sentence: what the group is about. */
  readonly about: string
  readonly cases: readonly ConformanceCase[]
}

interface CaseText {
  /** A sentence about a right client, unique in the suite. */
  readonly name: string
  /** Where it is said, or why it ought to be so. */
  readonly from: string
  /** Our client deviates on purpose, for this reason; it has to fail, and the table says so. */
  readonly differs?: string
}

/**
 * A body and what it means. It is sent over a socket, and given to the client in memory in every way it
 * can be cut. The client then comes back: what it brings as its cursor is judged too.
 */
export interface BodyCase extends CaseText {
  readonly body: string | readonly Step[]
  /** All events, in order. Default none. */
  readonly events?: readonly ExpectedEvent[]
  /** The cursor of the next request; empty, the default: none. */
  readonly cursor?: string
  /**
   * How many events must have been delivered after each step of the body, while the connection is open.
   * The body is then not cut anywhere else.
   */
  readonly prompt?: readonly number[]
}

/** By then a client that backs off has begun to, whatever its first step is. */
export const manyRequests = 14

/** What a request has to look like. */
export interface ExpectedRequest {
  /** Empty: no cursor at all. */
  readonly cursor?: string
  readonly method?: string
  /** Exact values; null: must not be there. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** Least and most ms between the end of the answer before and this request. */
  readonly waitMs?: readonly [number, number]
}

/** A sequence of answers and what a client makes of it. */
export interface TalkCase extends CaseText {
  readonly answers: readonly ScriptedAnswer[]
  /** Every request that is to come, in order; the run ends well when the last of them was right. */
  readonly requests: readonly ExpectedRequest[]
  /** All events, in order; not looked at when it is left out. */
  readonly events?: readonly ExpectedEvent[]
  /** After the last request the client gives up for good, and says so. */
  readonly ends?: true
  /** So many more requests may come. Default 0. */
  readonly spare?: number
  /** The connection of the last request is still the same after this time, with no further one. */
  readonly staysMs?: number
  /** Within {@link manyRequests} requests two waits in a row are at least this long. */
  readonly slowsToMs?: number
  /** The application can learn this HTTP status. */
  readonly status?: number
  /**
   * `close()` is called in the listener of this event (1 is the first), or so long after the last
   * request and the events have arrived.
   */
  readonly close?: { readonly atEvent: number } | { readonly afterMs: number }
  /** For so long no request must follow the last one. Default 250 after an end or a close, else 0. */
  readonly quietMs?: number
  /** The server sees the client leave this request (1 is the first) within the time. */
  readonly leaves?: { readonly request: number; readonly withinMs: number }
  readonly options?: CaseOptions
}

/** What a case asks for beyond the defaults; a client that has no such option goes without. */
export interface CaseOptions {
  /** The first request already carries this cursor. */
  readonly lastEventId?: string
  /** The server promises life at least this often. */
  readonly pingMs?: number
  /** How long a response head may take. */
  readonly connectTimeoutMs?: number
  /** Bound of one event, in bytes. */
  readonly maxEventBytes?: number
  /** Tokens of one request after the other; the last is repeated. */
  readonly tokens?: readonly string[]
  /** The random number that spreads waits, in [0, 1). Default 0.999: the longest wait. */
  readonly random?: number
}

export type ConformanceCase = BodyCase | TalkCase

export interface SuiteEvent {
  readonly type: string
  readonly data: string
  readonly lastEventId: string
}

export function eventOf(expected: ExpectedEvent): SuiteEvent {
  if (typeof expected === 'string') return { type: 'message', data: expected, lastEventId: '' }
  const { type = 'message', data, lastEventId = '' } = expected
  return {
    type,
    data: typeof data === 'string' ? data : data.repeat.repeat(data.times),
    lastEventId,
  }
}

/** What one client made of one case; null: it was right. */
export interface Verdict {
  readonly client: string
  readonly name: string
  readonly failure: string | null
}
