/**
 * What a feed declares about slow clients: how events of one type are sent to them. Types only; a
 * server applies them (server/hub/backlog.ts), and pages ignore them.
 */

/**
 * How a slow client is sent the events of one type. A client that keeps up receives every event,
 * whatever the policy is.
 *
 * - `catch-up`: it receives all of them later, read from the log. For events that only have a meaning one after the
 *   other, such as patches.
 * - `conflate`: of the events that wait and have the same key, it receives the newest one only. For absolute values, such
 *   as the value of a metric.
 * - `drop-oldest`: it receives the newest ones that wait, as many as its look-ahead, and a declared gap for those before
 *   them. For events that are of no use when they are late.
 * - `disconnect`: it is ended with `reconnect` and the reason `slow_consumer`, and resumes from its cursor. For events
 *   that no reader may receive late without noticing it.
 */
export type DeliveryPolicy = 'catch-up' | 'conflate' | 'drop-oldest' | 'disconnect'

/** How the events of one type are sent to a slow client. */
export interface EventDelivery<Body extends object = object> {
  /** See {@link DeliveryPolicy}. */
  readonly policy: DeliveryPolicy
  /**
   * For `conflate`: the key of an event. A newer event of the same type, with the same key and the same topics, takes
   * the place of an older one that still waits. The state after the newer one must not depend on the older one. `null`:
   * this event is not conflated. Default: `state.keyOfEvent`, so a feed without state has to pass it.
   */
  keyOf?(body: Body): string | null
}
