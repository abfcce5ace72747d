/** What is remembered of writes with an idempotency key, in the logs of feeds: an item as JSON, or null. */
import { type AnswerRecords, createAnswerRecords } from '../log/answer-records.ts'
import { refuse } from '../ops/problem-response.ts'

/** Records under `answer/<caller>/<key>`. */
export type FeedRecords = AnswerRecords<unknown>

export function feedRecords(): FeedRecords {
  return createAnswerRecords<unknown>({
    ...{ name: 'answer', separator: '/', field: 'item', noun: 'request' },
    print: (item) => item,
    parse: (json) => json,
    refuse,
  })
}
