/** `append` in terms of `appendAll`: the same in every engine. Adds no rule of its own. */

import type { EventLog } from './event-log.ts'

/** An engine's `append`, made of its `appendAll`. */
export function appendBy(appendAll: EventLog['appendAll']): EventLog['append'] {
  return async (log, entry, change) => {
    const changes = change === undefined ? [] : 'key' in change ? [change] : change
    const [position] = await appendAll(log, [entry], changes)
    if (position === undefined) throw new RangeError('An append of one event gave no position.')
    return position
  }
}
