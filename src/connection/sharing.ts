/**
 * What a connection that is shared between tabs has in addition. Loaded by dynamic import, so that only
 * those pay for it who share; puts its parts together and decides nothing.
 */
import { browserTabs } from '../platform/browser-tabs.ts'
import type { Platform } from '../platform/ports.ts'
import type { PaymentsFilter } from '../protocol/filter.ts'
import type { StateSource } from './inbox.ts'
import { createSieve, type Sieve } from './sieve.ts'
import { createTabShare, type TabShare, type TabShareOptions } from './tabs.ts'

export interface Sharing {
  readonly tabs: TabShare
  readonly sieve: Sieve
}

export interface SharingOptions extends Omit<TabShareOptions, 'platform'> {
  readonly platform: Pick<Platform, 'tabs' | 'timers' | 'clock' | 'random'>
  readonly filter: PaymentsFilter
  readonly source: StateSource
}

/** @returns null where tabs cannot share. */
export function joinTabs({ platform, filter, source, ...rest }: SharingOptions): Sharing | null {
  const tabs = platform.tabs ?? browserTabs
  if (!tabs.isAvailable()) return null
  return {
    tabs: createTabShare({ ...rest, platform: { ...platform, tabs } }),
    sieve: createSieve(filter, source),
  }
}
