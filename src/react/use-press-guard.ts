/**
 * Ignores presses that were aimed at the previous contents of a place: for half a second after contents have
 * moved, pointer presses have no effect. People press where they looked a quarter of a second ago.
 */
import { type MouseEvent, type PointerEvent, useEffect, useMemo, useRef } from 'react'
import { useSession } from './session-context.ts'

/** What {@link usePressGuard} needs besides the keys. */
export interface PressGuardOptions {
  /** How long presses are ignored, in milliseconds. Default 500. */
  readonly pressMs?: number | undefined
}

/** Handlers for the element around all controls that are guarded. */
export interface PressGuardHandlers {
  /** Decides whether the press comes too soon after a move. */
  onPointerDownCapture(event: PointerEvent): void
  /** Drops the click of a press that came too soon. */
  onClickCapture(event: MouseEvent): void
}

export const defaultPressMs = 500

/**
 * Guards controls against presses right after they have changed under the pointer. Keys that are added at
 * the end move no others. Key presses are not affected, since they go to the focused element.
 *
 * @param keys what is at each place, for example the names of the buttons in a row
 * @example
 * const actions = isPaused ? ['Resume', 'Cancel'] : ['Pause', 'Cancel']
 * const guard = usePressGuard(actions)
 * return <div {...guard}>{actions.map((action) => <button key={action}>{action}</button>)}</div>
 */
export function usePressGuard(
  keys: readonly string[],
  options: PressGuardOptions = {},
): PressGuardHandlers {
  const { pressMs = defaultPressMs } = options
  const { clock } = useSession().platform
  const movedAtMs = useRef(Number.NEGATIVE_INFINITY)
  const previousKeys = useRef(keys)
  useEffect(() => {
    if (previousKeys.current === keys) return
    const hasMoved = previousKeys.current.some((key, index) => key !== keys[index])
    previousKeys.current = keys
    if (hasMoved) movedAtMs.current = clock.monotonicMs()
  })

  const isTooLate = useRef(false)
  return useMemo(
    () => ({
      onPointerDownCapture() {
        isTooLate.current = clock.monotonicMs() - movedAtMs.current < pressMs
      },
      onClickCapture(event) {
        // For a click by keyboard, `detail` is 0.
        if (event.detail === 0 || !isTooLate.current) return
        // Only the click of this press: assistive technology clicks without a press before it.
        isTooLate.current = false
        event.preventDefault()
        event.stopPropagation()
      },
    }),
    [clock, pressMs],
  )
}
