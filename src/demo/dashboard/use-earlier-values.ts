/**
 * What the numbers of a company were before the page was opened: its last events, read once from the log of the feed by the
 * Durable Streams protocol. From its end, so that a company with a million events costs as much as one with a hundred.
 */
import { useEffect, useState } from 'react'
import type { ValueAt } from '../../dashboard.ts'
import { type CompanyEvent, company } from '../../feeds/company/index.ts'
import { useFeedItems } from '../../index.ts'
import { decodeFrame } from '../../protocol/decode.ts'
import { durableHeaders, parseOffset, printOffset } from '../../protocol/durable.ts'
import type { Fetch } from '../send-request.ts'

/** A few dozen for each number. */
const readAtMost = 400

export type EarlierValues = ReadonlyMap<string, readonly ValueAt[]>

const none: EarlierValues = new Map()

interface EarlierValuesQuery {
  readonly companyId: string
  readonly baseUrl: string
  readonly fetch: Fetch
}

/** By the name of the number, oldest first; empty until they have been read, and where they cannot be. */
export function useEarlierValues({ companyId, baseUrl, fetch }: EarlierValuesQuery): EarlierValues {
  const [values, setValues] = useState(none)
  const { phase } = useFeedItems(company(companyId), { kinds: ['metric'] })
  const isReady = phase === 'ready'
  useEffect(() => {
    if (!isReady) return
    const leaving = new AbortController()
    const url = `${baseUrl}/stream/durable?companyId=${encodeURIComponent(companyId)}`
    readLast((query) => fetch(`${url}&${query}`, { signal: leaving.signal }), company(companyId))
      .then(setValues)
      .catch(() => {
        // The past is an extra: without it a line begins with the next event.
      })
    return () => leaving.abort()
  }, [isReady, companyId, baseUrl, fetch])
  return values
}

async function readLast(
  read: (query: string) => Promise<Response>,
  feed: ReturnType<typeof company>,
): Promise<EarlierValues> {
  const end = parseOffset((await read('offset=now')).headers.get(durableHeaders.nextOffset) ?? '')
  if (end === null) return none
  const after = { ...end, offset: end.offset - readAtMost }
  let offset = after.offset > 0 ? printOffset(after) : '-1'
  const values = new Map<string, ValueAt[]>()
  for (let isUpToDate = false; !isUpToDate; ) {
    const response = await read(`offset=${offset}`)
    if (!response.ok) break
    for (const item of (await response.json()) as readonly DurableEvent[]) {
      const found = readValue(item, feed)
      if (found) values.set(found.name, [...(values.get(found.name) ?? []), found])
    }
    offset = response.headers.get(durableHeaders.nextOffset) ?? ''
    isUpToDate = offset === '' || response.headers.has(durableHeaders.upToDate)
  }
  return values
}

interface DurableEvent {
  readonly id: string
  readonly type: string
  readonly data: unknown
}

function readValue({ id, type, data }: DurableEvent, feed: ReturnType<typeof company>) {
  // The same decoder as for the feed, so that nothing unchecked comes in by this way.
  const frame = decodeFrame({ id, lastEventId: id, type, data: JSON.stringify(data) }, feed)
  return frame.kind === 'event' ? namedValueOf(frame.event) : null
}

function namedValueOf(event: CompanyEvent): (ValueAt & { readonly name: string }) | null {
  if (event.type === 'journey_flag_updated' || event.atMs === undefined) return null
  const name = event.type === 'metric_updated' ? event.metric : event.type.replace('_updated', '')
  return { name, value: event.value, atMs: event.atMs }
}
