/**
 * With `prefers-reduced-motion: reduce` numbers change once a second. Follows the media query for a ticker
 * while anything on the page ticks.
 */
import type { Cancel } from '../platform/ports.ts'
import type { Ticker } from '../platform/ticker.ts'

const reducedIntervalMs = 1000
const limitName = 'reduced-motion'

interface Subscription {
  /** How many elements use it. */
  users: number
  readonly stop: Cancel
}

const subscriptions = new WeakMap<Ticker, Subscription>()

/**
 * Follows the media query of the element's window until cancelled; call the returned function only once.
 * The first element of a ticker decides which window is used.
 */
export function followReducedMotion(element: Element, ticker: Ticker): Cancel {
  const subscription = subscriptions.get(ticker) ?? subscribe(element, ticker)
  if (!subscription) return () => {}
  subscription.users += 1
  return () => {
    subscription.users -= 1
    if (subscription.users > 0) return
    subscriptions.delete(ticker)
    subscription.stop()
  }
}

function subscribe(element: Element, ticker: Ticker): Subscription | null {
  const view = element.ownerDocument.defaultView
  if (typeof view?.matchMedia !== 'function') return null
  const query = view.matchMedia('(prefers-reduced-motion: reduce)')
  const limit = (isReduced: boolean) =>
    ticker.setMinIntervalMs(isReduced ? reducedIntervalMs : 0, limitName)
  const apply = () => limit(query.matches)
  apply()
  query.addEventListener('change', apply)
  const subscription: Subscription = {
    users: 0,
    stop() {
      query.removeEventListener('change', apply)
      limit(false)
    },
  }
  subscriptions.set(ticker, subscription)
  return subscription
}
