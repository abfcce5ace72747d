/**
 * Feed definitions: every public name of `streamgauge/feeds`.
 *
 * @packageDocumentation
 */
export {
  booleanField,
  countField,
  type Field,
  type FieldsOf,
  type FieldTable,
  fieldOf,
  type OptionalField,
  optional,
  ordinalField,
  secondsField,
  shortTextField,
  textField,
  unitsField,
  wordField,
} from '../protocol/fields.ts'
export { allTopic, maxTopics, type TopicSet } from '../protocol/topic-set.ts'
export type { BodyDecoder, StandardResult } from './body-codec.ts'
export { type BodyCodec, fields, type Schema, type StandardSchema } from './body-codec.ts'
export {
  type ComposedInput,
  composeFeed,
  defineFeed,
  type EventEntry,
  type EventOfType,
  type EventsOf,
  type EventTable,
  event,
  type FeedDefinition,
  type FeedEventOf,
  type FeedFilterOf,
  type FeedInput,
  type FeedItemOf,
  type ServableFeed,
  type StateInput,
  type StateRules,
  topicsOfEvent,
} from './definition.ts'
export { documentFeed, type FeedDocumentation } from './documentation.ts'
export type { FeedEndpoint, Resync, ResyncContext, ResyncResult } from './endpoint.ts'
export type { DeliveryPolicy, EventDelivery } from './event-delivery.ts'
export {
  type FilterField,
  type FilterFields,
  type FilterOf,
  filterOfTopics,
  parseSubscribeQuery,
  printTopics,
  type SnapshotRequest,
  type SubscribeQuery,
  type SubscribeRequest,
  topicsOfFilter,
} from './filter-query.ts'
export { FeedReadError } from './read-error.ts'
export {
  diffPatch,
  isJsonObject,
  type JsonObject,
  mergePatch,
} from './resource/merge-patch.ts'
export { type ResourceInput, resource } from './resource/resource.ts'
export type {
  JsonOf,
  PatchOf,
  ResourceChange,
  ResourceEvent,
  ResourceFeedDefinition,
  ResourceFilter,
  ResourceGroup,
  ResourceItem,
  ResourceRules,
  ResourceValue,
} from './resource/resource-types.ts'
export { forTenant } from './tenant.ts'
export { type FeedTenancy, isTenantName } from './tenant-name.ts'
