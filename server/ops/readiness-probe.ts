/**
 * Sends a probe event end to end: it is appended to a separate log, dispatched by a hub, matched with a subscription
 * and written to a sink, all by the code that serves clients. A check that only tests connections would pass while
 * nothing is delivered. Then the hubs of the feeds must have dispatched everything in their logs.
 */
import type { Cancel, Clock, Random, Timers } from '../../src/platform/ports.ts'
import { openGrant } from '../auth/open.ts'
import { createHub, type Hub } from '../hub/hub.ts'
import type { Sink } from '../hub/sink.ts'
import type { EventLog } from '../log/event-log.ts'
import { silentLogger } from './logger.ts'
import type { NotReady, ReadinessSource } from './readiness.ts'

/** A name that no feed can have. */
const probeLog = '.readiness'
const freshMs = 2_000
const lostMs = 2_000
/** How many hubs one probe looks at. */
const mostHubs = 50
/** How often a hub that is behind is looked at. */
const lookMs = 20

/** A hub that follows this log, by the name of what it follows. */
interface FollowingHub {
  readonly logName: string
  readonly hub: Pick<Hub, 'position'>
}

export interface ReadinessProbeOptions {
  readonly log: EventLog
  /** The hubs of the feeds that this log serves, as they are now. */
  readonly hubs: () => readonly FollowingHub[]
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
}

/** The answer is at most two seconds old. */
export function createReadinessProbe(options: ReadinessProbeOptions): ReadinessSource {
  const { clock } = options
  let known: { readonly atMs: number; readonly answer: Promise<readonly NotReady[]> } | null = null

  return {
    async check() {
      const nowMs = clock.monotonicMs()
      // Shared, or a busy load balancer would write the disk full with probes.
      if (known === null || nowMs - known.atMs >= freshMs) {
        known = { atMs: nowMs, answer: sendProbe(options) }
      }
      return await known.answer
    },
  }
}

async function sendProbe(options: ReadinessProbeOptions): Promise<readonly NotReady[]> {
  const { log, hubs, clock, timers, random } = options
  const name = Math.floor(random.next() * 2 ** 48).toString(36)
  const data = JSON.stringify(name)
  const topic = `probe:${name}`
  const receiver = createReceiver()
  const hub = createHub({
    log,
    logName: probeLog,
    clock,
    timers,
    random,
    logger: silentLogger,
    pingMs: 3_600_000,
    stallMs: 3_600_000,
    maxReplay: 0,
  })
  let isAppended = false
  let isOver = false
  let cancel: Cancel = () => {}

  async function goRound(): Promise<readonly NotReady[]> {
    await hub.ready()
    hub.join(subscriptionTo(topic), () => receiver.sink)
    // Appended before, it would be history to a subscriber without a cursor.
    await receiver.received('connected')
    await log.append(probeLog, { topics: [topic], type: 'probe', data })
    isAppended = true
    await receiver.received(data)
    for (const following of someOf(hubs(), random)) await caughtUp(following)
    return []
  }

  /** A hub that nothing has joined yet follows nothing. */
  async function caughtUp({ logName, hub: of }: FollowingHub): Promise<void> {
    if (of.position() === null) return
    const { epoch, top } = await log.bounds(logName)
    for (;;) {
      const position = of.position()
      if (isOver || (position?.epoch === epoch && position.offset >= top)) return
      await new Promise<void>((resolve) => timers.after(lookMs, resolve))
    }
  }

  const late = new Promise<readonly NotReady[]>((resolve) => {
    cancel = timers.after(lostMs, () => resolve([isAppended ? 'probe_lost' : 'log_unavailable']))
  })
  try {
    return await Promise.race([goRound(), late])
  } catch {
    return ['log_unavailable']
  } finally {
    isOver = true
    cancel()
    hub.close()
  }
}

/** Each hub costs a read of the log, so of very many only some are looked at each time. */
function someOf(hubs: readonly FollowingHub[], random: Random): readonly FollowingHub[] {
  if (hubs.length <= mostHubs) return hubs
  const from = Math.floor(random.next() * hubs.length)
  return [...hubs.slice(from), ...hubs.slice(0, from)].slice(0, mostHubs)
}

function subscriptionTo(topic: string) {
  return {
    topics: [topic],
    grant: openGrant,
    cursorText: null,
    takeSnapshot: null,
    isSnapshotUnconditional: false,
    filterKind: 'probe',
    onClosed: () => {},
  }
}

/** A sink whose reader waits for texts. */
function createReceiver() {
  const decoder = new TextDecoder()
  let text = ''
  let onText = () => {}

  const sink: Sink = {
    write(chunk) {
      text += decoder.decode(chunk, { stream: true })
      onText()
      return true
    },
    pendingBytes: () => 0,
    end: () => {},
    destroy: () => {},
  }
  return {
    sink,
    received: (part: string) =>
      new Promise<void>((resolve) => {
        onText = () => {
          if (text.includes(part)) resolve()
        }
        onText()
      }),
  }
}
