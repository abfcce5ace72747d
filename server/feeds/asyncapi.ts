/**
 * The feeds of an application as an AsyncAPI 3 document: channels, query parameters, and each event with
 * its meaning and an example, all from the definitions. Only documentation: nothing is decided here.
 */

import type { EventEntry, ServableFeed } from '../../src/feeds/definition.ts'
import { type FilterField, nounOf } from '../../src/feeds/filter-query.ts'
import { liveModes } from '../../src/protocol/durable.ts'
import { version } from '../ops/package-version.ts'
import { durablePath } from './feed-paths.ts'

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
        '`Last-Event-ID` to resume. Channels ending in `durable` are the same feeds by the Durable Streams ' +
        'protocol, as JSON arrays.',
    },
    defaultContentType: 'application/json',
    // Subscriptions first: programs take the first channel for the feed of a server.
    channels: Object.fromEntries([
      ...feeds.map((feed) => [feed.name, describeChannel(feed, `${basePath}${feed.path}`)]),
      ...feeds.map((feed) => [
        durableName(feed),
        describeChannel(feed, `${basePath}${durablePath(feed.path)}`),
      ]),
    ]),
    operations: Object.fromEntries(
      feeds.flatMap((feed) => [
        [`subscribe_${feed.name}`, describeSubscription(feed)],
        [`read_${feed.name}`, describeReading(feed)],
      ]),
    ),
  }
}

/** Of the channel. No feed has a name with a point. */
const durableName = ({ name }: ServableFeed) => `${name}.durable`

function describeChannel(feed: ServableFeed, address: string): object {
  return {
    address,
    messages: Object.fromEntries(
      Object.entries<EventEntry>(feed.events).map(([type, entry]) => [
        type,
        describeEvent(feed, type, entry),
      ]),
    ),
  }
}

/** The parameters that name what is asked for. */
function describeFilter({ tenant, filter }: ServableFeed): object {
  const fields = Object.entries<FilterField>(filter).map(([name, field]) => [
    name,
    {
      type: 'array',
      items: { type: 'string' },
      description: `Repeatable. Each is ${nounOf(field)}.`,
    },
  ])
  return {
    ...(tenant && {
      [tenant.parameter]: { type: 'string', description: 'The tenant. Required.' },
    }),
    all: { type: 'boolean', description: 'Everything.' },
    ...Object.fromEntries(fields),
  }
}

function describeSubscription(feed: ServableFeed): object {
  return describeGet(feed.name, {
    ...describeFilter(feed),
    ...(feed.collection !== null && {
      snapshot: { type: 'string', description: '`true`, `always`, or a list of names.' },
    }),
    lastEventId: { type: 'string', description: 'For clients that cannot set the header.' },
    errors: { type: 'string', enum: ['status', 'inline'] },
  })
}

function describeReading(feed: ServableFeed): object {
  return describeGet(durableName(feed), {
    ...describeFilter(feed),
    offset: {
      type: 'string',
      description: '`-1` (default), `now`, or the `Stream-Next-Offset` of the answer before.',
    },
    live: {
      type: 'string',
      enum: liveModes,
      description: 'Waits for events, or follows them; needs `offset`.',
    },
    cursor: { type: 'string', description: 'The `Stream-Cursor` of the answer before.' },
  })
}

// AsyncAPI has a place for query parameters in the HTTP binding of an operation, not of a channel.
function describeGet(channel: string, properties: object): object {
  return {
    action: 'send',
    channel: { $ref: `#/channels/${channel}` },
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
  const { meaning, example, delivery } = entry
  return {
    name: type,
    ...(meaning !== undefined && { summary: meaning }),
    'x-delivery': delivery?.policy ?? 'catch-up',
    payload: { type: 'object' },
    ...(example !== undefined && {
      examples: [{ name: type, payload: feed.encodeEvent({ ...example, type }) }],
    }),
  }
}
