/**
 * Public names of `streamgauge/mocks`: the server in the tab, for tests, stories and demos.
 *
 * @packageDocumentation
 */

export {
  type CompanyFeed,
  type CompanyFeedOptions,
  companyFeed,
} from '../../server/feeds/company/company-feed.ts'
export {
  type CompanySimulator,
  type CompanySimulatorOptions,
  createCompanySimulator,
} from '../../server/feeds/company/company-simulator.ts'
export {
  createOrderSimulator,
  type OrderSimulator,
  type OrderSimulatorOptions,
} from '../../server/feeds/orders/order-simulator.ts'
export {
  type OrdersFeed,
  type OrdersFeedOptions,
  ordersFeed,
} from '../../server/feeds/orders/orders-feed.ts'
export {
  type ResourceFeed,
  type ResourceFeedOptions,
  resourceFeed,
} from '../../server/feeds/resource/resource-feed.ts'
export {
  type ServerFeed,
  type ServerFeedOptions,
  serveFeed,
} from '../../server/feeds/server-feed.ts'
export type { DemoAccount, DemoToken } from '../../server/ledger/demo-accounts.ts'
export { type MemoryLogOptions, memoryLog } from '../../server/log/memory.ts'
export {
  createMockBackend,
  type MockBackend,
  type MockBackendOptions,
} from './create-mock-backend.ts'
export { demoAccounts, demoTokens } from './demo-accounts.ts'
export { createMockServer, type MockServer, type MockServerOptions } from './mock-server.ts'
export type { CutAs } from './network.ts'
