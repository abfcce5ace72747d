/**
 * How many items of a list have their contents. A long list is mounted a few items at a time, so that a page answers in
 * between: a thousand cards at once block a phone for seconds. All items are in the document from the beginning, so that
 * the list has its length, its groups and their heights.
 *
 *   first render ── mountedFirst ──► each transition ── mountedNext more ──► everything, for good
 */
import {
  type RefObject,
  startTransition,
  useLayoutEffect,
  useState,
  useSyncExternalStore,
} from 'react'
import type { ItemGroup } from './groups.ts'
import { reservePlaceholders } from './placeholder-sizes.ts'

/** More cards than most screens show, so that nothing in view comes later. */
export const mountedFirst = 24
/** Cards that a phone mounts in less than 50 ms. */
export const mountedNext = 8

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
  const isPrinted = useSyncExternalStore(
    subscribeToNothing,
    () => false,
    () => true,
  )
  const [mounted, setMounted] = useState(isPrinted ? Number.POSITIVE_INFINITY : mountedFirst)
  const count = groups.reduce((sum, { items }) => sum + items.length, 0)
  // In a layout effect: React takes a long chain of updates from effects for an endless loop, and says so.
  useLayoutEffect(() => {
    if (mounted === Number.POSITIVE_INFINITY) return
    if (mounted >= count) {
      // An empty list has not been mounted yet. What is added to another one later is mounted with it.
      if (count > 0) setMounted(Number.POSITIVE_INFINITY)
    } else {
      startTransition(() => setMounted(mounted + mountedNext))
    }
  }, [mounted, count])

  const mountedInFirst = Math.min(mounted, groups[0]?.items.length ?? 0)
  // The heights of the others follow from the first group.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for every change of what is in it
  useLayoutEffect(() => {
    if (list.current) reservePlaceholders(list.current)
  }, [list, mountedInFirst])
  return mounted
}
