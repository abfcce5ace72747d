/** Decides what a message of NATS is: an event of the feed, one to set aside, or none of ours. */
import type { ServableFeed } from '../../src/feeds/definition.ts'
import { isTenantName, tenantNoun } from '../../src/feeds/tenant-name.ts'
import { quoteValue } from '../../src/protocol/errors.ts'
import type { FeedEvent } from '../../src/protocol/feed-codec.ts'
import type { MappedMessage, MessageMapping } from '../ops/message-mapping.ts'
import { coversSubject } from './nats-subject.ts'

export type DecodedMessage =
  | { readonly kind: 'event'; readonly event: FeedEvent; readonly tenant: string | undefined }
  /** Another program's, in the same stream. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'aside'; readonly reason: string }

export type DecodeMessage = (subject: string, data: Uint8Array) => DecodedMessage

export function createNatsDecoder(options: {
  readonly definition: ServableFeed
  readonly messages: MessageMapping
  readonly maxPayloadBytes: number
}): DecodeMessage {
  const { definition, messages, maxPayloadBytes } = options
  const utf8 = new TextDecoder('utf-8', { fatal: true })

  function bodyOf(data: Uint8Array): Readonly<Record<string, unknown>> | string {
    if (data.length > maxPayloadBytes) {
      return `its payload has ${data.length} bytes; at most ${maxPayloadBytes} are allowed`
    }
    try {
      const json: unknown = JSON.parse(utf8.decode(data))
      if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
        return json as Readonly<Record<string, unknown>>
      }
    } catch {
      // The text of the error repeats what was sent.
    }
    return 'its payload is not a JSON object in UTF-8'
  }

  function tenantIn(tenant: unknown): string | undefined | { readonly reason: string } {
    const { tenant: rule } = definition
    if (rule === undefined) return undefined
    if (tenant === undefined) return { reason: `it has no ${rule.parameter}` }
    if (typeof tenant === 'string' && isTenantName(tenant)) return tenant
    return { reason: `${rule.parameter} is ${quoteValue(`${tenant}`)}, which is not ${tenantNoun}` }
  }

  /** A mapping of a team that throws must not stop what comes after the message. */
  function map(subject: string, body: Readonly<Record<string, unknown>>): MappedMessage | string {
    try {
      return messages.read({ subject, body })
    } catch (error) {
      return `it could not be mapped: ${error instanceof Error ? error.message : String(error)}`
    }
  }

  return (subject, data) => {
    if (!messages.subjects.some((each) => coversSubject(each, subject))) return { kind: 'ignored' }
    const body = bodyOf(data)
    if (typeof body === 'string') return { kind: 'aside', reason: body }
    const mapped = map(subject, body)
    if (typeof mapped === 'string') return { kind: 'aside', reason: mapped }
    const tenant = tenantIn(mapped.tenant)
    if (typeof tenant === 'object') return { kind: 'aside', reason: tenant.reason }
    if (!definition.hasEvent(mapped.type)) {
      return { kind: 'aside', reason: `${quoteValue(mapped.type)} is no event of this feed` }
    }
    const event = definition.decodeEvent(mapped.type, mapped.body)
    if (typeof event === 'string') {
      return { kind: 'aside', reason: `it does not fit ${mapped.type}: ${event}` }
    }
    return { kind: 'event', event, tenant }
  }
}
