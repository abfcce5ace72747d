/**
 * How many items of a list have their contents. A long list is mounted group by group, so that a page answers in
 * between: a thousand cards at once block a phone for seconds. All items are in the document from the beginning, so that
 * the list has its length, its groups and their heights.
 *
 *   first render ── mountedFirst ──► the rest of the first group ──► each other group ──► everything, for good
 *
 * Each arrow is a transition. Steps of 8 and of 24 cards took half as long again until a thousand were there: each step is
 * laid out and painted. While events arrive all the time React begins a transition again and again for five
 * seconds, so a group that takes long is mounted without one.
 */
import {
  type RefObject,
  startTransition,
  useLayoutEffect,
  useState,
  useSyncExternalStore,
} from 'react'
import { useSession } from '../../react/session-context.ts'
import type { ItemGroup } from './groups.ts'
import { reservePlaceholders } from './placeholder-sizes.ts'

/** More cards than most screens show, so that nothing in view comes later. */
export const mountedFirst = 24
/** How long a transition may take. */
const maxTransitionMs = 300
const subscribeToNothing = () => () => {}

/**
 * Items from this index on have no contents yet; `Infinity` once all had. Servers print everything, and so does the
 * render that takes over from them.
 *
 * @param list the element whose children are the groups
 */
export function useMounting(
  groups: readonly ItemGroup<unknown>[],
  list: RefObject<Element | null>,
): number {
  const { timers } = useSession().platform
  const isPrinted = useSyncExternalStore(
    subscribeToNothing,
    () => false,
    () => true,
  )
  const [mounted, setMounted] = useState(isPrinted ? Number.POSITIVE_INFINITY : mountedFirst)
  const ends = groups.map(({ start, items }) => start + items.length)
  const count = ends.at(-1) ?? 0
  const next = ends.find((end) => end > mounted) ?? Number.POSITIVE_INFINITY
  // In a layout effect: React takes a long chain of updates from effects for an endless loop, and says so.
  useLayoutEffect(() => {
    // An empty list has not been mounted yet. What is added to another one later is mounted with it.
    if (mounted === Number.POSITIVE_INFINITY || count === 0) return
    if (mounted >= count) setMounted(Number.POSITIVE_INFINITY)
    else {
      startTransition(() => setMounted(next))
      return timers.after(maxTransitionMs, () => setMounted(next))
    }
  }, [mounted, count, next, timers])

  const mountedInFirst = Math.min(mounted, groups[0]?.items.length ?? 0)
  // The heights of the others follow from the first group.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for every change of what is in it
  useLayoutEffect(() => {
    if (list.current) reservePlaceholders(list.current)
  }, [list, mountedInFirst])
  return mounted
}
