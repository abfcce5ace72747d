/** Public names of `streamgauge/mocks`: the server in the tab, for tests, stories and demos. */
export {
  createMockBackend,
  type MockBackend,
  type MockBackendOptions,
} from './create-mock-backend.ts'
export { demoAccounts, demoTokens } from './demo-accounts.ts'
export { createMockServer, type MockServer, type MockServerOptions } from './mock-server.ts'
