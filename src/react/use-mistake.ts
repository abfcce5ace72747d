/**
 * Warns of what is wrong with a widget if it still is after a while: ids and tokens often arrive later.
 * For development only (warnings.ts).
 */
import { useEffect } from 'react'
import { type WarningCode, warnOnce } from '../warnings.ts'
import { useSession } from './session-context.ts'

/** How long data may take to arrive. */
const patienceMs = 3000

/** @param code null: nothing is wrong */
export function useMistake(code: WarningCode | null, subject: string): void {
  const { timers } = useSession().platform
  useEffect(() => {
    if (code === null) return
    return timers.after(patienceMs, () => warnOnce(code, subject))
  }, [code, subject, timers])
}
