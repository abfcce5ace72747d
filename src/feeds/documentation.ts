/**
 * Adds to a feed definition what only servers and tests need: how its frames are written, texts and
 * examples. For feeds whose definition is part of a page's bundle, made by `composeFeed`. Feeds that do
 * not mind the bytes write everything into `defineFeed`.
 */
import type { FeedCodec, FeedEvent } from '../protocol/feed-codec.ts'
import type { EventEntry, FeedDefinition, ServableFeed } from './definition.ts'
import type { FilterField } from './filter-query.ts'

/** What documentation of a feed is made of. */
export interface FeedDocumentation<
  Event extends FeedEvent,
  Item extends object,
  Name extends string,
> extends Pick<FeedCodec<Event, Item>, 'encodeEvent' | 'encodeItem'>,
    Partial<Pick<FeedCodec, 'greeting'>> {
  /** `example` is the whole event or its body; its `type` is left out. */
  readonly events: Readonly<
    Record<Event['type'], { readonly meaning: string; readonly example: object }>
  >
  /** What a subscriber can ask for. */
  readonly filter?: Partial<
    Readonly<Record<Name, Pick<FilterField, 'noun' | 'advice' | 'problem'>>>
  >
}

/** The same feed, ready to be served: what it sends does not change. */
export function documentFeed<Event extends FeedEvent, Item extends object, Filter extends object>(
  feed: FeedDefinition<Event, Item, Filter>,
  documentation: FeedDocumentation<Event, Item, Exclude<keyof Filter & string, 'all'>>,
): ServableFeed<Event, Item, Filter> {
  const { encodeEvent, encodeItem, greeting = 'named', filter = {} } = documentation
  const texts: Readonly<Record<string, { readonly meaning: string; readonly example: object }>> =
    documentation.events
  const entries = Object.entries<EventEntry>(feed.events).map(([type, entry]) => {
    const { type: _, ...example } = (texts[type]?.example ?? {}) as { readonly type?: string }
    return [type, { ...entry, meaning: texts[type]?.meaning, example }]
  })
  const nouns: Readonly<Record<string, object | undefined>> = filter
  const fields = Object.entries<FilterField>(feed.filter).map(([name, field]) => [
    name,
    { ...field, ...nouns[name] },
  ])
  return {
    ...feed,
    greeting,
    encodeEvent,
    encodeItem,
    events: Object.fromEntries(entries) as typeof feed.events,
    filter: Object.fromEntries(fields) as typeof feed.filter,
  }
}
