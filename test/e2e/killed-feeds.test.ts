/**
 * Every feed of a server that is killed under load: payments, two companies and orders, written and read at the same
 * time. `npm run test:long -- feeds` runs it for longer.
 */
import { describe, expect, it } from 'vitest'
import { soakFeeds } from '../soak/feeds/feed-soak.ts'
import { soakedFeeds } from '../soak/feeds/index.ts'

const seconds = Number(process.env['FEED_SECONDS'] ?? 1.5)
const kills = Math.max(1, Math.floor(seconds / 3))

describe('every feed of a server that is killed under load', () => {
  it('keeps what was acknowledged, and brings every reader exactly the log', async () => {
    const report = await soakFeeds({ feeds: soakedFeeds, seconds, kills, seed: 3 })
    const { faults, ...counts } = report
    console.log(JSON.stringify(counts))
    expect(faults).toEqual([])
    // How fast the machine is does not matter; that each feed was really under way does.
    expect(Object.keys(counts.events)).toEqual([
      'payments',
      'company:acme',
      'company:bolt',
      'orders',
    ])
    for (const events of Object.values(counts.events)) expect(events).toBeGreaterThan(5)
    expect(counts.reconnects).toBeGreaterThan(0)
  }, 240_000)
})
