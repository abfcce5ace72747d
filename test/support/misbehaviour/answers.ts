/**
 * What a misbehaving server can answer: plain data, so that it can stand in a JSON file and
 * travel over HTTP. Types, and the one function that turns a step into bytes. Independent of sockets.
 */

/** Text is sent as UTF-8. */
export type BytesStep =
  | string
  | { readonly hex: string }
  | { readonly repeat: string; readonly times: number }

/** A part of a body: bytes in one write, or what happens between two. */
export type Step =
  | BytesStep
  | { readonly pauseMs: number }
  /** The bytes again and again, until the client has gone. */
  | { readonly endless: BytesStep; readonly everyMs: number }

export interface Answer {
  /** Default 200. */
  readonly status?: number
  /** Default: those of a feed when the status is 200. An empty string takes one away. */
  readonly headers?: Readonly<Record<string, string>>
  /** False: no byte of the head is sent either. Default true. */
  readonly hasHead?: boolean
  readonly body?: string | readonly Step[]
  /**
   * What comes after the body: `end` properly, `cut` the connection without ending the body, `reset` it
   * (RST: what was sent and not read is lost), `hold` it open and say nothing more. Default `end`.
   */
  readonly finish?: 'end' | 'cut' | 'reset' | 'hold'
}

/** An endpoint with its query, as in `status?code=503`, or an answer spelled out. */
export type ScriptedAnswer = string | Answer

/** The n-th request gets the n-th answer; the last one is repeated. */
export interface Script {
  readonly answers: readonly ScriptedAnswer[]
}

/** One request, as the server saw it. Times are ms on the server's monotonic clock. */
export interface LoggedRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  /** Lower-case names; values as Latin-1, as HTTP has them. */
  readonly headers: Readonly<Record<string, string>>
  readonly arrivedAtMs: number
  /** When the server had ended, cut or reset its answer; null while it has not. */
  readonly answeredAtMs: number | null
  /** Whether the client has closed its side before the answer was over. */
  readonly isGone: boolean
}

export interface RequestLog {
  /** Without the preflights of a page. */
  readonly requests: readonly LoggedRequest[]
  readonly preflights: number
}

const encoder = new TextEncoder()

export function bytesOf(step: BytesStep): Uint8Array<ArrayBuffer> {
  if (typeof step === 'string') return encoder.encode(step)
  if ('repeat' in step) return encoder.encode(step.repeat.repeat(step.times))
  const pairs = step.hex.match(/[0-9a-f]{2}/gi) ?? []
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16))
}
