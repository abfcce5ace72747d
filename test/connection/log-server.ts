/**
 * A server with a log, small enough to be obviously right, for the recovery tests: it follows the rules
 * of PROTOCOL.md for ids, replay, gap, reset and snapshot, and misbehaves on request (cuts at any
 * byte, frames that never leave, a new epoch). It serves one payment stream, whose deposit is the
 * number of events so far: so state says how much of the log it contains.
 */

import { paymentEvents } from '../../src/feeds/payments/events.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import { type Position, parseEventId } from '../../src/protocol/event-id.ts'
import { createFrameParser, type ParsedFrame } from '../../src/protocol/frame-parser.ts'
import type { FakeFeed, FakeRequest } from '../support/fake-feed.ts'
import { printPaymentsFrame, type SentPaymentsFrame } from '../support/payments-frames.ts'
import { createLogPolls } from './log-polls.ts'

export interface LogServer {
  epoch(): string
  top(): number
  /** Appends events and sends them to the connected client. */
  append(count: number): void
  /**
   * The next events are counted as sent and never leave. Takes back planned cuts: ids promise that
   * nothing is missing, so only a ping that arrives can reveal it.
   */
  lose(count: number): void
  ping(): void
  /** The next connection breaks after this many bytes. */
  cutNextAfter(bytes: number): void
  cutNow(how: 'end' | 'fail'): void
  goodbye(): void
  /** Forgets all but the newest `keep` events. */
  trim(keep: number): void
  /** A proxy in front of the server passes on nothing of a stream until it ends, from the next one on. */
  hold(): void
  release(): void
  /** History is not continued, and clients learn it when they reconnect; `isSilent`: not even then. */
  newEpoch(): void
}

interface Link {
  write(frame: SentPaymentsFrame): void
  close(how: 'end' | 'fail'): void
  mend(): void
  delivered: number
}

const maxReplay = 30

export function streamWith(depositedAmount: number): StreamState {
  const {
    type: _,
    transactionHash: _hash,
    ledger: _ledger,
    timestamp: _at,
    ...created
  } = paymentEvents['stream.created'].example
  return {
    ...created,
    depositedAmount: BigInt(depositedAmount),
    withdrawnAmount: 0n,
    lastUpdateTime: created.startTime,
    status: 'active',
    pausedAt: null,
  }
}

export function createLogServer(feed: FakeFeed): LogServer {
  const links = new Set<Link>()
  let epochs = 1
  let top = 0
  let oldest = 1
  let cutAfter = Number.POSITIVE_INFINITY
  let toLose = 0
  let isHeld = false
  const epoch = () => `e${epochs}`
  const at = (offset: number): Position => ({ epoch: epoch(), offset })

  function eventFrame(offset: number): SentPaymentsFrame {
    const event = {
      type: 'stream.topped_up',
      streamId: streamWith(0).streamId,
      amount: 1n,
      newDepositedAmount: BigInt(offset),
    } as const
    return { kind: 'event', event, position: at(offset) }
  }

  function snapshotFrames(): readonly SentPaymentsFrame[] {
    const state = { kind: 'snapshot', readAt: at(top), parts: 2, skipped: 0 } as const
    return [
      { ...state, part: 1, position: null, items: [streamWith(top)] },
      { ...state, part: 2, position: at(top), items: [] },
    ]
  }

  function join(link: Link, cursor: string | null, wantsState: boolean): void {
    const position = cursor === null ? null : parseEventId(cursor)
    const greet = (id: Position | null, recovered: boolean, replayed: number) =>
      link.write({
        kind: 'connected',
        clientId: 'c',
        position: id,
        recovered,
        replayed,
        pingMs: 15_000,
        time: 1,
      })
    const giveState = () => {
      if (wantsState) for (const frame of snapshotFrames()) link.write(frame)
    }
    if (cursor === null) {
      greet(wantsState ? null : at(top), false, 0)
      giveState()
    } else if (position === null || position.epoch !== epoch() || position.offset > top) {
      greet(position, false, 0)
      const reason =
        position === null ? 'bad_cursor' : position.epoch === epoch() ? 'ahead' : 'epoch'
      link.write({ kind: 'reset', reason, position: wantsState ? null : at(top) })
      giveState()
    } else if (position.offset + 1 < oldest || top - position.offset > maxReplay) {
      greet(position, false, 0)
      const reason = position.offset + 1 < oldest ? 'trimmed' : 'too_far'
      const gap = { kind: 'gap', from: position.offset + 1, to: top, reason } as const
      link.write({ ...gap, position: wantsState ? null : at(top) })
      giveState()
    } else {
      greet(position, true, top - position.offset)
      for (let offset = position.offset + 1; offset <= top; offset++) {
        link.write(eventFrame(offset))
        link.delivered++
      }
    }
  }

  const polls = createLogPolls(() => ({
    epoch: epoch(),
    oldest,
    top,
    event(offset) {
      const { type, data } = parsedOf(eventFrame(offset))
      return { type, data: JSON.parse(data) }
    },
    state() {
      const {
        part: _part,
        parts: _parts,
        ...state
      } = JSON.parse(parsedOf(snapshotFrames()[0]).data)
      return state
    },
  }))

  feed.onRequest = (request: FakeRequest) => {
    if (polls.answer(request)) return
    const isSent = !isHeld
    const stream = request.accept()
    let left = cutAfter
    cutAfter = Number.POSITIVE_INFINITY
    const encoder = new TextEncoder()
    const link: Link = {
      delivered: 0,
      write(frame) {
        if (!links.has(link) || !isSent) return
        const bytes = encoder.encode(printPaymentsFrame(frame))
        stream.send(bytes.subarray(0, left))
        left -= bytes.length
        if (left <= 0) link.close('fail')
      },
      close(how) {
        links.delete(link)
        stream[how]()
      },
      mend() {
        left = Number.POSITIVE_INFINITY
      },
    }
    links.add(link)
    request.signal.addEventListener('abort', () => links.delete(link), { once: true })
    join(link, request.headers.get('last-event-id'), request.url.searchParams.has('snapshot'))
  }

  return {
    epoch,
    top: () => top,
    append(count) {
      for (let index = 0; index < count; index++) {
        top++
        const isLost = toLose > 0
        if (isLost) toLose--
        for (const link of [...links]) {
          link.delivered++
          if (!isLost) link.write(eventFrame(top))
        }
      }
      polls.appended()
    },
    lose(count) {
      toLose = count
      for (const link of links) link.mend()
    },
    ping() {
      for (const link of [...links]) {
        link.write({ kind: 'ping', time: 1, delivered: link.delivered, position: at(top) })
      }
      polls.expire()
    },
    cutNextAfter(bytes) {
      cutAfter = bytes
    },
    cutNow(how) {
      for (const link of [...links]) link.close(how)
      polls.cut()
    },
    hold() {
      isHeld = true
    },
    release() {
      isHeld = false
    },
    goodbye() {
      for (const link of [...links]) {
        link.write({ kind: 'reconnect', afterMs: 100, reason: 'draining' })
        link.close('end')
      }
    },
    trim(keep) {
      oldest = Math.max(oldest, top - keep + 1)
    },
    newEpoch() {
      epochs++
      top = 3
      oldest = 1
      for (const link of [...links]) link.close('end')
      polls.appended()
    },
  }
}

/** A frame as its bytes are read. */
function parsedOf(frame: SentPaymentsFrame | undefined): ParsedFrame {
  const frames: ParsedFrame[] = []
  const parser = createFrameParser({ onFrame: (parsed) => frames.push(parsed) })
  parser.push(new TextEncoder().encode(frame && printPaymentsFrame(frame)))
  const [parsed] = frames
  if (parsed === undefined) throw new Error('Not a frame.')
  return parsed
}
