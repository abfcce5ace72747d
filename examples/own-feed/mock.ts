/** The mock: the same server in the tab, for Storybook, tests and offline work. */
import { createMockServer, memoryLog, serveFeed } from 'streamgauge/mocks'
import { shipments } from './feed.ts'

export function mockShipments() {
  const feed = serveFeed(shipments, { log: memoryLog() })
  return { ...createMockServer({ feeds: [feed] }), publish: feed.publish }
}
