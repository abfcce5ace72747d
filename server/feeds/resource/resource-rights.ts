/**
 * Who may read and change which resources. Reading everything takes a scope; without it, a caller has the
 * groups that `ownTopics` returns. Writing takes a scope, and a resource that the caller may read.
 *
 * The existence of a resource is not a secret: that of another group is refused as `forbidden_topics`, and an
 * id without a resource is `not_found`.
 */
import type {
  ResourceFeedDefinition,
  ResourceItem,
  ResourceValue,
} from '../../../src/feeds/resource/resource-types.ts'
import type { TopicSet } from '../../../src/protocol/topic-set.ts'
import { hasScope, type Identity } from '../../auth/authenticator.ts'
import { expectNoneForbidden, expectScope } from '../../auth/scopes.ts'
import type { ResourceStore } from './resource-store.ts'

/** The rights of callers to one resource. */
export interface ResourceRights<Value extends ResourceValue> {
  /** The topics of what the caller may read; null: everything. */
  ownTopics(identity: Identity): TopicSet | null
  /** Of these topics, those that the caller may not read. */
  forbiddenTopics(
    store: Pick<ResourceStore<Value>, 'list'>,
    identity: Identity,
    topics: TopicSet,
  ): Promise<TopicSet>
  /** Whether the caller may read it. */
  isVisible(identity: Identity, item: ResourceItem<Value>): boolean
  /** @throws Refusal `forbidden_topics` */
  expectVisible(identity: Identity, item: ResourceItem<Value>): void
  /** @throws Refusal `insufficient_scope` */
  expectMayWrite(identity: Identity): void
}

export function createResourceRights<Value extends ResourceValue>(
  { resource: rules, state, tenant }: ResourceFeedDefinition<string, Value>,
  ownTopicsOf: ((identity: Identity) => TopicSet | null) | undefined,
): ResourceRights<Value> {
  const readAll = `${rules.plural}:read:all`
  const write = `${rules.plural}:write`
  const ownKey = `${rules.name}:`

  /** Callers act for their own tenant only, and trusted ones may read everything. */
  const tenantOf = ({ tenant: own }: Identity) =>
    tenant !== undefined && typeof own === 'string' ? { tenant: own } : {}

  const ownTopics = (identity: Identity): TopicSet | null =>
    ownTopicsOf === undefined || identity.isTrusted || hasScope(identity, readAll)
      ? null
      : ownTopicsOf(identity)

  function isVisible(identity: Identity, item: ResourceItem<Value>): boolean {
    const own = ownTopics(identity)
    return own === null || (state?.topicsOf(item) ?? []).some((topic) => own.includes(topic))
  }

  return {
    ownTopics,
    isVisible,
    async forbiddenTopics(store, identity, topics) {
      const own = ownTopics(identity)
      if (own === null) return []
      const named = topics.filter((topic) => topic.startsWith(ownKey))
      const ids = named.map((topic) => topic.slice(ownKey.length))
      const { items } =
        ids.length === 0
          ? { items: [] }
          : await store.list({ ids, limit: ids.length, ...tenantOf(identity) })
      const foreign = items.filter((item) => !isVisible(identity, item)).map(({ id }) => id)
      return topics.filter((topic) =>
        named.includes(topic) ? foreign.includes(topic.slice(ownKey.length)) : !own.includes(topic),
      )
    },
    expectVisible(identity, item) {
      if (!isVisible(identity, item)) expectNoneForbidden([ownKey + item.id])
    },
    expectMayWrite(identity) {
      // An authenticator without scopes: the groups of the caller are all there is.
      if (identity.scopes !== undefined) expectScope(identity, write)
    },
  }
}
