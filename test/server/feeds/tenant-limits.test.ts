import { expect, it } from 'vitest'
import { createApp } from '../../../server/app.ts'
import type { Authenticator } from '../../../server/auth/authenticator.ts'
import { serveFeed } from '../../../server/feeds/server-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { shipments } from '../../support/shipments.ts'
import { createStillTime } from '../../support/still-time.ts'

/** `mia@north` is the user mia of the team north, which the claim `team_id` names. */
const byHeader: Authenticator = {
  name: 'header',
  async authenticate(request) {
    const [subject = '', team] = (request.headers.get('x-user') ?? '').split('@')
    return { ok: true, identity: { subject, isTrusted: false, claims: { team_id: team } } }
  },
}

it('commands of users with the same subject count for each tenant, whatever claim names it', async () => {
  const { clock, timers, random } = createStillTime()
  const feed = serveFeed(
    { ...shipments, tenant: { parameter: 'teamId', claim: 'team_id' } },
    {
      log: memoryLog({ clock, random }),
      routes: (host) => host.route('/shipments/scan', { POST: (context) => context.json({}) }),
    },
  )
  const { app, close } = createApp({
    ...{ feeds: [feed], clock, timers, random },
    authenticator: byHeader,
    config: { commandRatePerUser: 1, allowedHosts: ['wired.test'] },
  })
  const scan = async (user: string) => {
    const headers = { 'x-user': user, 'content-type': 'application/json' }
    const request = new Request('http://wired.test/shipments/scan', { method: 'POST', headers })
    return (await app.fetch(request)).status
  }
  const statuses: number[] = []
  for (let count = 0; count < 11; count++) statuses.push(await scan('mia@north'))
  expect(statuses.filter((status) => status === 200)).toHaveLength(10)
  expect(await scan('mia@north')).toBe(429)
  expect(await scan('mia@south')).toBe(200)
  close()
})
