/**
 * What a feed definition declares about slow clients, as the hub applies it. Definitions are checked here and not
 * where they are made, because pages have no use for it.
 */
import type { EventEntry, ServableFeed } from '../../src/feeds/definition.ts'
import type { DeliveryPolicy, EventDelivery } from '../../src/feeds/event-delivery.ts'
import { ProtocolError } from '../../src/protocol/errors.ts'
import {
  createDeliveryPolicies,
  type DeclaredDelivery,
  type DeliveryPolicies,
} from '../hub/delivery-policies.ts'

const policies: Readonly<Record<DeliveryPolicy, true>> = {
  'catch-up': true,
  conflate: true,
  'drop-oldest': true,
  disconnect: true,
}

/** The default, and what can be set. More would not fit into what the hub looks at ahead of a cursor. */
export const lookAheadFrames = { default: 100, least: 1, most: 5_000 } as const

/**
 * The policies of a feed; null when every event is `catch-up`, so that its connections cost nothing more.
 *
 * @throws ProtocolError `bad_feed` for a delivery that cannot be applied
 */
export function deliveryPoliciesOf(
  feed: ServableFeed,
  lookAhead: number = lookAheadFrames.default,
): DeliveryPolicies | null {
  const { least, most } = lookAheadFrames
  if (!Number.isInteger(lookAhead) || lookAhead < least || lookAhead > most) {
    throw refuse(
      feed,
      `lookAheadFrames is ${lookAhead}. Pass a whole number from ${least} to ${most}.`,
    )
  }
  const declared = new Map<string, DeclaredDelivery>()
  for (const [type, { delivery }] of Object.entries<EventEntry>(feed.events)) {
    if (delivery === undefined) continue
    check(feed, type, delivery)
    if (delivery.policy === 'catch-up') continue
    declared.set(type, { policy: delivery.policy, keyOf: keyOfJson(feed, type, delivery) })
  }
  return declared.size === 0 ? null : createDeliveryPolicies(declared, lookAhead)
}

function check(feed: ServableFeed, type: string, { policy, keyOf }: EventDelivery): void {
  if (!Object.hasOwn(policies, policy)) {
    throw refuse(
      feed,
      `the delivery of ${type} has the policy ${JSON.stringify(policy)}. ` +
        `Use one of ${Object.keys(policies).join(', ')}.`,
    )
  }
  if (policy !== 'conflate' && keyOf !== undefined) {
    throw refuse(
      feed,
      `the delivery of ${type} has a keyOf, which only the policy conflate uses. Remove keyOf, or use conflate.`,
    )
  }
  if (policy === 'conflate' && keyOf === undefined && feed.state === null) {
    throw refuse(
      feed,
      `${type} is conflated and has no key. Add keyOf to its delivery, or a state to the feed.`,
    )
  }
}

/** The key of an event as the log has it. */
function keyOfJson(
  feed: ServableFeed,
  type: string,
  delivery: EventDelivery,
): DeclaredDelivery['keyOf'] {
  return (json) => {
    const event = feed.decodeEvent(type, json)
    if (typeof event === 'string') return null
    if (delivery.keyOf !== undefined) return delivery.keyOf(event)
    return feed.state?.keyOfEvent(event) ?? null
  }
}

function refuse({ name }: ServableFeed, reason: string): ProtocolError {
  return new ProtocolError('bad_feed', `Failed to serve ${name}: ${reason}`)
}
