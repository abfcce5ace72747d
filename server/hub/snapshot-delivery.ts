/**
 * The snapshot that one connection is waiting for or being sent: part by part, as the connection takes them. It
 * decides neither when a snapshot is due nor what follows from it: that is hub/delivery.ts.
 */
import type { Position } from '../../src/protocol/event-id.ts'
import type { DeliveryHost, DeliveryLink } from './delivery-host.ts'
import type { Snapshot, SnapshotLease, SnapshotScope } from './subscription.ts'

/** How far behind a snapshot may be: so many events are replayed after it for less than another one costs. */
const mostBehind = 100

/** See the head of this file. */
export class SnapshotDelivery {
  #link: DeliveryLink
  #host: Pick<DeliveryHost, 'nextTurn'>
  /** One at a time. */
  #lease: SnapshotLease | null = null

  constructor(link: DeliveryLink, host: Pick<DeliveryHost, 'nextTurn'>) {
    this.#link = link
    this.#host = host
  }

  /** Null for a client that did not ask for any. The one before is released. */
  async take(scope: SnapshotScope, notBefore: Position): Promise<Snapshot | null> {
    this.release()
    const { takeSnapshot } = this.#link.subscription
    if (takeSnapshot === null || !this.#link.isOpen()) return null
    const lease = takeSnapshot(scope, this.#link.grant.ownTopics, notBefore)
    this.#lease = lease
    return await lease.ready
  }

  /** Sends all parts. Returns false when the connection has ended on the way. */
  async send(snapshot: Snapshot): Promise<boolean> {
    for (let index = 0; index < snapshot.parts; index++) {
      await this.#link.writable()
      await this.#host.nextTurn()
      if (!this.#link.isOpen()) return false
      this.#link.write(snapshot.part(index))
    }
    this.release()
    return this.#link.isOpen()
  }

  /** What was taken is not needed any more. */
  release(): void {
    const lease = this.#lease
    this.#lease = null
    lease?.release()
  }
}

/** The oldest position of a snapshot for a reader that may be given any. */
export function recent({ epoch, offset }: Position): Position {
  return { epoch, offset: offset - mostBehind }
}

/** The later of two positions; the first if they are of different histories. */
export function later(one: Position, other: Position): Position {
  return one.epoch === other.epoch && one.offset < other.offset ? other : one
}
