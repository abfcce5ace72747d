/**
 * What the messages of other systems mean to the company feed: `metrics.*`, `journey.*` and `q2q.*`. The last word of a
 * subject names what the message is about; a field of the payload may do so instead.
 */
import type { CompanyEvent } from '../../../src/feeds/company/company.ts'
import type { BrokerMessage, MappedMessage, MessageMapping } from '../../ops/message-mapping.ts'

type EventType = CompanyEvent['type']

/** Numbers that have events of their own. */
const ownTypes: Readonly<Record<string, EventType>> = {
  sroi: 'sroi_updated',
  vis: 'vis_updated',
}

/**
 * The messages of the company feed, for `natsBridge`. A payload is a JSON object with `companyId` and the fields of the
 * event:
 *
 * - `metrics.<name>`, `q2q.<name>`: `metric_updated` of that metric; `sroi_updated` and `vis_updated` for the names
 *   `sroi` and `vis`
 * - `journey.<name>`: `journey_flag_updated` of that journey
 *
 * A `type` in the payload decides instead of the subject, as do `metric` and `journey`. The body of
 * `POST /stream/events`, with the fields in `data`, is taken as well.
 *
 * @example
 * const bridge = natsBridge({ feed, messages: companyMessages, servers: 'nats://localhost:4222' })
 */
export const companyMessages: MessageMapping = {
  subjects: ['metrics.*', 'journey.*', 'q2q.*'],
  read({ subject, body }: BrokerMessage): MappedMessage | string {
    const { companyId: tenant, type: given, data, ...flat } = body
    const [family, name = ''] = subject.split('.')
    const isFlag = family === 'journey'
    const type = given ?? (isFlag ? 'journey_flag_updated' : (ownTypes[name] ?? 'metric_updated'))
    if (typeof type !== 'string') return 'its type is not a text'
    const fields = data === undefined ? flat : data
    if (typeof fields !== 'object' || fields === null) return 'its data is not an object'
    const named = isFlag ? { journey: name } : { metric: name }
    return { tenant, type, body: { ...named, ...fields } }
  },
}
