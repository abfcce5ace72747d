/**
 * How the events of a feed are sent to slow clients, as its definition declares: the policy of each
 * entry of the log, and the slot of one that may be conflated. What follows from it is decided in hub/backlog.ts.
 */
import type { DeliveryPolicy } from '../../src/feeds/event-delivery.ts'
import type { LogEntry } from '../log/event-log.ts'

/** See the head of this file. Feeds whose events all have the policy `catch-up` have none of these. */
export interface DeliveryPolicies {
  /** How many events may wait for a connection before the policies apply to it. */
  readonly lookAheadFrames: number
  /** Whether the policy of some event type is `disconnect`. */
  readonly canDisconnect: boolean
  policyOf(entry: LogEntry): DeliveryPolicy
  /** Of entries with the same slot only the newest has to be delivered. Null: this one has to be delivered itself. */
  slotOf(entry: LogEntry): string | null
}

/** What is declared of one event type. */
export interface DeclaredDelivery {
  readonly policy: DeliveryPolicy
  /** The key of an event, from its body as JSON; null: it has none. May throw for a body that is damaged. */
  keyOf(json: unknown): string | null
}

/** @param declared by event type; types that are missing are `catch-up` */
export function createDeliveryPolicies(
  declared: ReadonlyMap<string, DeclaredDelivery>,
  lookAheadFrames: number,
): DeliveryPolicies {
  /** Computed once for all connections: the hub gives all of them the same newest entries. */
  const slots = new WeakMap<LogEntry, string | null>()

  function readSlot({ type, topics, data }: LogEntry): string | null {
    try {
      const key = declared.get(type)?.keyOf(JSON.parse(data)) ?? null
      // With the topics: a caller that may see one of these, by filter or by rights, may see the other.
      return key === null ? null : `${type}\n${topics.join('\n')}\n\n${key}`
    } catch {
      return null
    }
  }

  return {
    lookAheadFrames,
    canDisconnect: [...declared.values()].some(({ policy }) => policy === 'disconnect'),
    policyOf: ({ type }) => declared.get(type)?.policy ?? 'catch-up',
    slotOf(entry) {
      if (declared.get(entry.type)?.policy !== 'conflate') return null
      let slot = slots.get(entry)
      if (slot === undefined) {
        slot = readSlot(entry)
        slots.set(entry, slot)
      }
      return slot
    },
  }
}
