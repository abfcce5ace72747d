/**
 * Holds the order of a live list while it is used, so that no item moves under the pointer or loses
 * focus. Headless: the list renders the items, and puts the handlers on the element around them.
 *
 * H1 While the list is hovered, focused or pressed, its items keep their places and are updated there. New
 *    items wait, and removed items stay.
 * H2 A press holds the order for `pressMs` after it ends: touch has no hover.
 * H3 For `pressMs` after items have moved, a press has no effect (use-press-guard.ts).
 * H4 A pointer over a portal of the list, or over a modal dialog in it, is not over the list.
 */
import {
  type FocusEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Cancel } from '../platform/ports.ts'
import { type HeldItems, holdOrder } from './held-order.ts'
import { useSession } from './session-context.ts'
import { defaultPressMs, type PressGuardHandlers, usePressGuard } from './use-press-guard.ts'

/** What {@link useHeldOrder} needs besides the list. */
export interface HeldOrderOptions<Item> {
  /** The identity of an item; unique in the list. May be a new function at every render. */
  readonly keyOf: (item: Item) => string
  /** Holds the order for a reason of your own, for example an open menu. Default false. */
  readonly isHeld?: boolean | undefined
  /** Duration of the hold after a press (H2), and of the guard after a move (H3), in ms. Default 500. */
  readonly pressMs?: number | undefined
}

/** Handlers for the element around the list. */
export interface HeldOrderHandlers extends PressGuardHandlers {
  /** Holds the order while the pointer is over the list. */
  onPointerOverCapture(event: PointerEvent): void
  /** Releases the order when the pointer has left the list. */
  onPointerLeave(event: PointerEvent): void
  /** Ends the hold of a press, half a second later. */
  onPointerUp(event: PointerEvent): void
  /** As `onPointerUp`, for a press that the browser took over, for example to scroll. */
  onPointerCancel(event: PointerEvent): void
  /** Holds the order while the focus is in the list. */
  onFocus(event: FocusEvent): void
  /** Releases the order when the focus has left the list. */
  onBlur(event: FocusEvent): void
}

/** What {@link useHeldOrder} returns. */
export interface HeldOrderView<Item> extends HeldItems<Item> {
  /** Whether the order is held now. */
  readonly isHeld: boolean
  /** Shows the latest list, and holds that from now on. */
  showLatest(): void
  /** Spread them onto the element that contains the list. */
  readonly handlers: HeldOrderHandlers
}

/** The items as they were shown last. */
interface Hold<Item> {
  items: readonly Item[]
}

type Reason = 'pointer' | 'focus' | 'press' | 'own'

/**
 * The items of a live list in an order that does not change while the list is used.
 *
 * @param latest the list as it is now
 * @example
 * const { items, newKeys, showLatest, handlers } = useHeldOrder<Order>(latest, { keyOf: ({ id }) => id })
 * return (
 *   <section {...handlers}>
 *     {newKeys.length > 0 && <button onClick={showLatest}>{newKeys.length} new</button>}
 *     {items.map((order) => <OrderCard key={order.id} order={order} />)}
 *   </section>
 * )
 */
export function useHeldOrder<Item>(
  latest: readonly Item[],
  options: HeldOrderOptions<Item>,
): HeldOrderView<Item> {
  const { keyOf, isHeld = false, pressMs = defaultPressMs } = options
  const [held, setHeld] = useState<Hold<Item> | null>(null)
  const heldItems = held?.items ?? null
  // Not again for a function that is new at every render: a key belongs to its item.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const view = useMemo(() => holdOrder(latest, heldItems, keyOf), [latest, heldItems])
  const { items } = view
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const keys = useMemo(() => items.map(keyOf), [items])
  const shown = useRef({ latest, items })
  useEffect(() => {
    shown.current = { latest, items }
    // A removed item is kept as it was last shown, not as it was when the hold began. Not a state: it changes
    // nothing that is shown, and items created at every render would make it render without end.
    if (held) held.items = items
  })

  const reasons = useRef(new Set<Reason>())
  const setReason = useCallback((reason: Reason, isActive: boolean) => {
    const { current } = reasons
    const wasHeld = current.size > 0
    if (isActive) current.add(reason)
    else current.delete(reason)
    if (current.size > 0 === wasHeld) return
    setHeld(wasHeld ? null : { items: shown.current.items })
  }, [])
  const showLatest = useCallback(() => {
    setHeld((before) => before && { items: shown.current.latest })
  }, [])
  useEffect(() => setReason('own', isHeld), [isHeld, setReason])

  const { handlers, region } = useHandlers(setReason, keys, pressMs)
  useEffect(() => {
    // An element that is removed while it contains the focus sends no blur event.
    const element = region.current
    if (!element || !reasons.current.size) return
    if (!element.contains(element.ownerDocument.activeElement)) setReason('focus', false)
    if (element.isConnected) return
    setReason('pointer', false)
    setReason('press', false)
  })
  return { ...view, isHeld: held !== null, showLatest, handlers }
}

function useHandlers(
  setReason: (reason: Reason, isActive: boolean) => void,
  keys: readonly string[],
  pressMs: number,
) {
  const { timers } = useSession().platform
  const guard = usePressGuard(keys, { pressMs })
  const region = useRef<Element | null>(null)
  const cancelRelease = useRef<Cancel>(nothing)
  const stopWatching = useRef<Cancel>(nothing)
  useEffect(
    () => () => {
      cancelRelease.current()
      stopWatching.current()
      // A list that is hidden and shown again later must not wait for what was just cancelled.
      setReason('press', false)
      setReason('pointer', false)
    },
    [setReason],
  )

  const handlers = useMemo<HeldOrderHandlers>(() => {
    const releaseLater = () => {
      cancelRelease.current()
      cancelRelease.current = timers.after(pressMs, () => setReason('press', false))
    }
    const leave = () => {
      releaseLater()
      stopWatching.current()
      setReason('pointer', false)
    }
    return {
      // Not `pointerenter`, which React derives from its own tree, where a portal is inside the list: it is sent when
      // the pointer enters the portal, and not when it returns from there to the list.
      onPointerOverCapture({ currentTarget, pointerType, nativeEvent }) {
        if (pointerType === 'touch' || !isInside(currentTarget, nativeEvent)) return
        region.current = currentTarget
        setReason('pointer', true)
        // React sends no `pointerleave` when the element under the pointer is removed, as happens when a dialog
        // closes, or when the pointer enters a portal.
        const { ownerDocument } = currentTarget
        const check = (event: Event) => isInside(currentTarget, event) || leave()
        stopWatching.current()
        ownerDocument.addEventListener('pointerover', check, true)
        stopWatching.current = () => ownerDocument.removeEventListener('pointerover', check, true)
      },
      onPointerLeave: leave,
      onPointerDownCapture(event) {
        region.current = event.currentTarget
        guard.onPointerDownCapture(event)
        cancelRelease.current()
        setReason('press', true)
      },
      onPointerUp: releaseLater,
      onPointerCancel: releaseLater,
      onClickCapture: guard.onClickCapture,
      onFocus({ currentTarget }) {
        region.current = currentTarget
        setReason('focus', true)
      },
      onBlur({ currentTarget, relatedTarget }) {
        if (!currentTarget.contains(relatedTarget)) setReason('focus', false)
      },
    }
  }, [guard, timers, pressMs, setReason])
  return { handlers, region }
}

/**
 * Whether the target of an event is inside the region in the DOM, not only in React's tree. A modal dialog in the
 * region does not count: it makes the region inert and covers it. WebKit sends no event when a dialog closes below
 * a pointer that does not move.
 */
function isInside(region: Element, event: Event): boolean {
  const path = event.composedPath() as Element[]
  const nearest = path.find(
    (each) => each === region || (each.localName === 'dialog' && each.matches(':modal')),
  )
  return nearest === region
}

const nothing = () => {}
