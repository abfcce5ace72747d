/** What the frames of a feed mean for the record of their reader, by their text alone. */
import type { ReaderRecord } from './reader-record.ts'

/** Notes what a frame says, for those that read the text themselves. */
export function noteFrame(
  record: ReaderRecord,
  event: string,
  data: string,
  id: string | null,
): void {
  const body = () => JSON.parse(data) as Record<string, unknown>
  // The greeting has no name in the payments feed.
  if (event === 'connected' || event === 'message') {
    record.connected(body()['recovered'] === true)
    record.control(id, event)
  } else if (event === 'gap') {
    const { from, to, reason } = body()
    record.gap(Number(from), Number(to), String(reason))
    record.control(id, event)
  } else if (event === 'reset') record.reset(id, String(body()['reason']))
  else if (controlNames.has(event)) record.control(id, event)
  else record.event(id, `${event} ${data}`)
}

/** The frames that are no events. */
export const controlNames: ReadonlySet<string> = new Set([
  'message',
  'connected',
  'gap',
  'reset',
  'ping',
  'snapshot',
  'degraded',
  'restored',
  'reconnect',
  'bye',
  'expiring',
])
