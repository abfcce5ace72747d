/** Reads many keyed states, a page at a time. */
import type { EventLog, StateReading } from './event-log.ts'

/**
 * Yields the states whose keys begin with `prefix`, in key order; the last page may be empty. Each page is as of a
 * position of its own: what changes meanwhile may be missing, or be there twice.
 */
export async function* statePages(
  log: Pick<EventLog, 'states'>,
  logName: string,
  { prefix, pageSize }: { readonly prefix: string; readonly pageSize: number },
): AsyncGenerator<StateReading> {
  for (let after = ''; ; ) {
    const query = { prefix, ...(after !== '' && { after }) }
    const page = await log.states(logName, query, pageSize)
    yield page
    const last = page.values.at(-1)
    if (last === undefined || page.values.length < pageSize) return
    after = last.key
  }
}
