/**
 * The feeds of an application as an AsyncAPI 3 document: channels, query parameters, and each event with
 * its meaning and an example, all from the definitions. Only documentation: nothing is decided here.
 */

import type { EventEntry, ServableFeed } from '../../src/feeds/definition.ts'
import { type FilterField, nounOf } from '../../src/feeds/filter-query.ts'
import { version } from '../ops/package-version.ts'

/**
 * The document of `GET /asyncapi.json`.
 *
 * @param basePath the path that the application is mounted at, where the host knows it
 */
export function describeFeeds(feeds: readonly ServableFeed[], basePath = ''): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Streamgauge feeds',
      version,
      description:
        'Server-Sent Events. Every frame carries an id `<epoch>.<offset>`; send the last one back as ' +
        '`Last-Event-ID` to resume.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(feeds.map((feed) => [feed.name, describeChannel(feed, basePath)])),
    operations: Object.fromEntries(
      feeds.map((feed) => [`subscribe_${feed.name}`, describeSubscription(feed)]),
    ),
  }
}

function describeChannel(feed: ServableFeed, basePath: string): object {
  return {
    address: `${basePath}${feed.path}`,
    messages: Object.fromEntries(
      Object.entries<EventEntry>(feed.events).map(([type, entry]) => [
        type,
        describeEvent(feed, type, entry),
      ]),
    ),
  }
}

// AsyncAPI has a place for query parameters in the HTTP binding of an operation, not of a channel.
function describeSubscription(feed: ServableFeed): object {
  const fields = Object.entries<FilterField>(feed.filter).map(([name, field]) => [
    name,
    {
      type: 'array',
      items: { type: 'string' },
      description: `Repeatable. Each is ${nounOf(field)}.`,
    },
  ])
  const { tenant } = feed
  const properties = {
    ...(tenant && {
      [tenant.parameter]: { type: 'string', description: 'The tenant. Required.' },
    }),
    all: { type: 'boolean', description: 'Everything.' },
    ...Object.fromEntries(fields),
    ...(feed.collection !== null && {
      snapshot: { type: 'string', description: '`true`, `always`, or a list of names.' },
    }),
    lastEventId: { type: 'string', description: 'For clients that cannot set the header.' },
    errors: { type: 'string', enum: ['status', 'inline'] },
  }
  return {
    action: 'send',
    channel: { $ref: `#/channels/${feed.name}` },
    bindings: {
      http: {
        method: 'GET',
        query: { type: 'object', properties, additionalProperties: false },
        bindingVersion: '0.3.0',
      },
    },
  }
}

function describeEvent(feed: ServableFeed, type: string, entry: EventEntry): object {
  const { meaning, example } = entry
  return {
    name: type,
    ...(meaning !== undefined && { summary: meaning }),
    payload: { type: 'object' },
    ...(example !== undefined && {
      examples: [{ name: type, payload: feed.encodeEvent({ ...example, type }) }],
    }),
  }
}
