/**
 * Public names of `streamgauge/testing`: time for tests and stories, and the contract suite of a feed.
 *
 * @packageDocumentation
 */
import type { ServableFeed } from '../feeds/definition.ts'
import { type ContractCase, ContractError, definitionCases } from './feed-contract.ts'
import { wiredCases } from './wired-contract.ts'

export {
  createFakeTime,
  type FakeTime,
  type FakeTimeOptions,
  frozenClock,
  type InstalledTime,
  installFakeTime,
} from './fake-time.ts'
export { type ContractCase, ContractError }

/** `test` or `it` of any runner: Vitest, Jest, node:test. */
export type RegisterTest = (name: string, run: () => void | Promise<void>) => unknown

/**
 * Every case of the contract, for runners that {@link testFeed} does not fit.
 *
 * @example
 * for (const { name, run } of feedContract(shipments)) Deno.test(name, run)
 */
export function feedContract(feed: ServableFeed): readonly ContractCase[] {
  return [...definitionCases(feed), ...wiredCases(feed)]
}

/**
 * Registers the contract suite of a feed: its examples under every cut of the wire, its filter, its
 * reducers, and the real client before the real server.
 *
 * @example
 * import { test } from 'vitest'
 * testFeed(shipments, { test })
 */
export function testFeed(feed: ServableFeed, { test }: { readonly test: RegisterTest }): void {
  for (const { name, run } of feedContract(feed)) test(`${feed.name}: ${name}`, run)
}
