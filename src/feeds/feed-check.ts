/** Refuses feed definitions that contradict themselves or the protocol, when they are made. */
import { controlFrameNames } from '../protocol/decode.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { allTopic } from '../protocol/topic-set.ts'
import { type FilterField, type FilterFields, reservedParameters } from './filter-query.ts'
import type { FeedTenancy } from './tenant-name.ts'

/** @throws ProtocolError `bad_feed` */
export function checkFeed(input: {
  readonly name: string
  readonly path: string
  readonly events: object
  readonly filter: FilterFields
  readonly tenant?: FeedTenancy
}): void {
  const { name, path, events, filter, tenant } = input
  const refuse = (reason: string) => {
    throw new ProtocolError('bad_feed', `Failed to define a feed: ${reason}`)
  }
  // It becomes part of storage keys, lock names and log names.
  if (!/^[a-z][a-z0-9_-]{0,63}$/.test(name)) {
    refuse('its name cannot be used. Use a lower-case word of at most 64 characters.')
  }
  if (!/^\/[^?#\s]*$/.test(path)) {
    refuse('its path cannot be used. Begin with a slash, and leave out query and hash.')
  }
  if (Object.keys(events).length === 0) {
    refuse('its event table is empty. Add an entry such as "shipment.moved".')
  }
  for (const type of Object.keys(events)) {
    // [spec] EventSource gives a frame without a name the type `message`.
    if (controlFrameNames.includes(type) || !/^[^\s\0]+$/.test(type)) {
      refuse(`"${type}" cannot be an event type. Use a name such as "shipment.moved".`)
    }
  }
  for (const [parameter, { topic }] of Object.entries<FilterField>(filter)) {
    if (reservedParameters.includes(parameter)) {
      refuse(`"${parameter}" cannot be a filter field: every subscription has it. Rename it.`)
    }
    // The colon ends it, and a comma separates topics.
    if (!/^[a-z][a-z0-9_-]*$/.test(topic) || topic === allTopic) {
      refuse(`"${topic}" cannot be the topic of a filter field. Use a lower-case word.`)
    }
  }
  const topics = Object.values<FilterField>(filter).map(({ topic }) => topic)
  const keys = Object.values<FilterField>(filter).filter(({ isKey }) => isKey)
  if (keys.length > 1 || new Set(topics).size < topics.length) {
    refuse('two filter fields name the same topics, or both hold keys. Keep one of them.')
  }
  if (tenant === undefined) return
  const { parameter, claim } = tenant
  if (!/^[A-Za-z][\w-]*$/.test(parameter) || !/^\S+$/.test(claim)) {
    refuse('the parameter or the claim of its tenants cannot be used. Use words such as "teamId".')
  }
  if (reservedParameters.includes(parameter) || Object.hasOwn(filter, parameter)) {
    refuse(`"${parameter}" cannot name the tenant: it is a parameter already. Rename it.`)
  }
}
