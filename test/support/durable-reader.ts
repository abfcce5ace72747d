/** Reads a feed with `@durable-streams/client`, the package from npm, and none of our code. */
import { setTimeout } from 'node:timers/promises'
import { type LiveMode, stream } from '@durable-streams/client'
import type { FeedDefinition } from '../../src/feeds/definition.ts'
import type { DurableItem } from '../../src/protocol/durable.ts'

const backoffOptions = { initialDelay: 20, maxDelay: 100, multiplier: 1.5 }

export interface DurableReader {
  /** The ids that it was given, in order. */
  readonly ids: readonly string[]
  /** Where its next request begins. */
  readonly offset: string
  stop(): void
}

/** Where everything of a feed is read. */
export function durableUrl(base: string, feed: FeedDefinition, tenant?: string): string {
  const named = feed.tenant === undefined ? '' : `&${feed.tenant.parameter}=${tenant}`
  return `${base}${feed.path.replace(/[^/]*$/, 'durable')}?all=true${named}`
}

/** Reads until it is stopped. Where the client gives up, it is started again at the offset of its last batch. */
export function followDurably(url: string, live: LiveMode, from = '-1'): DurableReader {
  const ids: string[] = []
  const caller = new AbortController()
  const state = { ids, offset: from, stop: () => caller.abort() }
  const { signal } = caller
  const read = async () => {
    const { offset } = state
    const settings = { url, live, offset, signal, backoffOptions, warnOnHttp: false }
    const reading = await stream<DurableItem>(settings)
    reading.subscribeJson((batch) => {
      ids.push(...batch.items.map(({ id }) => id))
      state.offset = batch.offset
    })
    await reading.closed
  }
  const repeat = async () => {
    while (!signal.aborted) await read().catch(() => setTimeout(20))
  }
  void repeat()
  return state
}

/** Everything from the beginning, in parts, as one answer has at most a part. */
export async function readDurably(url: string): Promise<readonly DurableItem[]> {
  const items: DurableItem[] = []
  for (let offset = '-1'; ; ) {
    const reading = await stream<DurableItem>({ url, offset, live: false, warnOnHttp: false })
    items.push(...(await reading.json()))
    if (reading.upToDate) return items
    offset = reading.offset
  }
}
