/** Reads the body of a feed as a subscriber would, and keeps what it understood. */
import { payments } from '../../src/feeds/payments/payments.ts'
import { decodeFrame } from '../../src/protocol/decode.ts'
import { createFrameParser } from '../../src/protocol/frame-parser.ts'
import type { PaymentsFrame } from './payments-frames.ts'

export type FrameOf<Kind extends PaymentsFrame['kind']> = Extract<PaymentsFrame, { kind: Kind }>

export interface FeedReader {
  readonly response: Response
  /** What has arrived, in order. Grows by itself. */
  readonly frames: readonly PaymentsFrame[]
  /** The bytes as text. */
  readonly text: string
  /** What `Last-Event-ID` would be now. */
  readonly cursor: string
  /** The `retry:` values, in order. */
  readonly retries: readonly number[]
  readonly isEnded: boolean
  /** Why the body ended, when it did not end well. */
  readonly error: unknown
  /** The frames of one kind. */
  all<Kind extends PaymentsFrame['kind']>(kind: Kind): readonly FrameOf<Kind>[]
  /** The offsets of the events that were delivered. */
  offsets(): readonly number[]
  /** Goes away. */
  leave(): Promise<void>
}

/** Starts reading. */
export function readFeed(response: Response): FeedReader {
  const frames: PaymentsFrame[] = []
  const retries: number[] = []
  const decoder = new TextDecoder()
  const state = { text: '', cursor: '', isEnded: false, error: null as unknown }
  const parser = createFrameParser({
    onFrame: (frame) => frames.push(decodeFrame(frame, payments)),
    onId: (id) => {
      state.cursor = id
    },
    onRetry: (ms) => retries.push(ms),
  })
  const reader = response.body?.getReader()

  async function pump(): Promise<void> {
    try {
      for (;;) {
        const next = await reader?.read()
        if (next === undefined || next.done) break
        state.text += decoder.decode(next.value, { stream: true })
        parser.push(next.value)
      }
    } catch (error) {
      state.error = error
    }
    state.isEnded = true
  }
  void pump()

  return {
    response,
    frames,
    retries,
    get text() {
      return state.text
    },
    get cursor() {
      return state.cursor
    },
    get isEnded() {
      return state.isEnded
    },
    get error() {
      return state.error
    },
    all: <Kind extends PaymentsFrame['kind']>(kind: Kind) =>
      frames.filter((frame): frame is FrameOf<Kind> => frame.kind === kind),
    offsets: () =>
      frames.flatMap((frame) =>
        frame.kind === 'event' && frame.position ? [frame.position.offset] : [],
      ),
    async leave() {
      await reader?.cancel().catch(() => {})
    },
  }
}
