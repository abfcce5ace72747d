/**
 * Adds texts and examples to a feed definition. For feeds whose definition is part of a page's bundle:
 * meanings, examples and refusals are then a separate module that only servers and tests import. Feeds
 * that do not mind the bytes write them into the definition itself.
 */
import type { EventEntry, FeedDefinition } from './definition.ts'
import type { FilterField } from './filter-query.ts'

export interface FeedDocumentation<Type extends string, Name extends string> {
  /** `example` is the whole event or its body; its `type` is left out. */
  readonly events: Readonly<Record<Type, { readonly meaning: string; readonly example: object }>>
  readonly filter?: Partial<
    Readonly<Record<Name, Pick<FilterField, 'noun' | 'advice' | 'problem'>>>
  >
}

/** The same feed with documentation: what it sends does not change. */
export function documentFeed<Feed extends FeedDefinition>(
  feed: Feed,
  {
    events,
    filter = {},
  }: FeedDocumentation<keyof Feed['events'] & string, keyof Feed['filter'] & string>,
): Feed {
  const documented = Object.entries<EventEntry>(feed.events).map(([type, entry]) => {
    const { meaning, example } = events[type as keyof Feed['events'] & string]
    const { type: _, ...body } = example as { readonly type?: string }
    return [type, { ...entry, meaning, example: body }]
  })
  const texts: Readonly<Record<string, object | undefined>> = filter
  const fields = Object.entries<FilterField>(feed.filter).map(([name, field]) => [
    name,
    { ...field, ...texts[name] },
  ])
  return {
    ...feed,
    events: Object.fromEntries(documented) as Feed['events'],
    filter: Object.fromEntries(fields) as Feed['filter'],
  }
}
