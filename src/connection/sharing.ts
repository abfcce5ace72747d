/**
 * What a connection that is shared between tabs has in addition. Loaded by dynamic import, so that only
 * connections with `share` load its code. Puts its parts together and decides nothing.
 */

import type { FeedDefinition } from '../feeds/definition.ts'
import { browserTabs } from '../platform/browser-tabs.ts'
import type { Platform } from '../platform/ports.ts'
import type { TopicSet } from '../protocol/topic-set.ts'
import type { StateSource } from './subscription-state.ts'
import { createTabFilter, type TabFilter } from './tab-filter.ts'
import { createTabTransport, type TabTransport, type TabTransportOptions } from './tab-transport.ts'

export interface Sharing {
  readonly tabs: TabTransport
  readonly filter: TabFilter
}

export interface SharingOptions extends Omit<TabTransportOptions, 'platform'> {
  readonly platform: Pick<Platform, 'tabs' | 'timers' | 'clock' | 'random'>
  readonly feed: FeedDefinition
  readonly topics: TopicSet
  readonly source: StateSource
}

/** @returns null where tabs cannot share. */
export function joinTabs(options: SharingOptions): Sharing | null {
  const { platform, feed, topics, source, ...rest } = options
  const tabs = platform.tabs ?? browserTabs
  if (!tabs.isAvailable()) return null
  return {
    tabs: createTabTransport({ ...rest, platform: { ...platform, tabs } }),
    filter: createTabFilter(feed, topics, source),
  }
}
