/** The route of a feed by the Durable Streams protocol. */
import type { ServableFeed } from '../../../src/feeds/definition.ts'
import { liveModes } from '../../../src/protocol/durable.ts'
import { feedMediaType } from '../../../src/protocol/headers.ts'
import {
  type JsonSchema,
  type OperationEntry,
  object,
  type ParameterEntry,
  position,
  text,
  whole,
} from './operation.ts'

const items: JsonSchema = {
  type: 'array',
  items: object(
    {
      id: position,
      type: text('The name of the event; `gap` for offsets that will not come.'),
      time: whole('When it was appended, Unix milliseconds.', { minimum: 0 }),
      data: { description: 'The body of the event.' },
    },
    ['time'],
  ),
}

const parameters: readonly ParameterEntry[] = [
  {
    name: 'offset',
    in: 'query',
    meaning: '`-1` (default), `now`, or the `Stream-Next-Offset` of the answer before.',
    schema: { type: 'string' },
  },
  {
    name: 'live',
    in: 'query',
    meaning: 'Waits for events, or follows them; needs `offset`. Without it: answers at once.',
    schema: { enum: liveModes },
  },
  {
    name: 'cursor',
    in: 'query',
    meaning: 'The `Stream-Cursor` of the answer before.',
    schema: { type: 'string' },
  },
  {
    name: 'If-None-Match',
    in: 'header',
    meaning: 'The `ETag` of the same read before.',
    schema: { type: 'string' },
  },
]

/** @param filter its parameters. @param problems those of the filter. */
export function durableOperation(
  feed: ServableFeed,
  filter: readonly ParameterEntry[],
  problems: readonly string[],
): OperationEntry {
  return {
    summary: `Reads ${feed.name} by the Durable Streams protocol`,
    description:
      'Everything above the offset, in parts: `Stream-Next-Offset` says where to continue, and ' +
      '`Stream-Up-To-Date` that there is no more for now.',
    tag: feed.name,
    parameters: [...filter, ...parameters],
    answers: 'The events, in order.',
    schema: items,
    alsoAs: { [feedMediaType]: { type: 'string' } },
    others: {
      204: { answers: 'Nothing has happened while a long poll waited.' },
      304: { answers: 'The same as the answer with this `ETag`.' },
    },
    problems: [
      ...problems,
      'bad_offset',
      'offset_gone',
      'too_many_connections',
      'too_many_user_connections',
      'connecting_too_fast',
      'polling_too_fast',
      'too_many_reads',
      'too_busy',
      'server_full',
      'draining',
    ],
  }
}
