/**
 * People who ask their system for less motion get numbers that step once a second. Follows that wish
 * for one ticker, as long as anything on the page ticks.
 */
import type { Cancel } from '../platform/ports.ts'
import type { Ticker } from '../platform/ticker.ts'

const reducedIntervalMs = 1000
const askedBy = 'reduced-motion'

interface Following {
  followers: number
  readonly stop: Cancel
}

const followings = new WeakMap<Ticker, Following>()

/** Follows the wish of the window that `element` is in. The first element of a ticker decides. */
export function followReducedMotion(element: Element, ticker: Ticker): Cancel {
  const following = followings.get(ticker) ?? begin(element, ticker)
  if (!following) return () => {}
  following.followers += 1
  let isFollowing = true
  return () => {
    if (!isFollowing) return
    isFollowing = false
    following.followers -= 1
    if (following.followers > 0) return
    followings.delete(ticker)
    following.stop()
  }
}

function begin(element: Element, ticker: Ticker): Following | null {
  const view = element.ownerDocument.defaultView
  if (!view || typeof view.matchMedia !== 'function') return null
  const query = view.matchMedia('(prefers-reduced-motion: reduce)')
  const obey = () => ticker.setMinIntervalMs(query.matches ? reducedIntervalMs : 0, askedBy)
  obey()
  query.addEventListener('change', obey)
  const following: Following = {
    followers: 0,
    stop() {
      query.removeEventListener('change', obey)
      ticker.setMinIntervalMs(0, askedBy)
    },
  }
  followings.set(ticker, following)
  return following
}
