import { describe, expect, it } from 'vitest'
import { createConnectionLimits } from '../../../server/ops/connection-limits.ts'
import { createStillTime } from '../../support/still-time.ts'
import { createWired } from '../../support/wired.ts'

const from = (remoteAddress: string) => ({ bindings: { remoteAddress } })

describe('the limits of connections', () => {
  it('refuse with 503 above the limit of the server, with Retry-After', async () => {
    const wired = createWired({ config: { maxConnections: 2 } })
    const first = await wired.subscribe('all=true')
    await wired.subscribe('all=true')
    const refused = await wired.fetch('/events/subscribe?all=true')
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('10')
    expect(await refused.json()).toMatchObject({ code: 'server_full' })
    await first.leave()
    expect((await wired.fetch('/events/subscribe?all=true')).status).toBe(200)
  })

  it('refuse with 429 above the number of one address', async () => {
    const wired = createWired({ config: { maxConnectionsPerIp: 1 }, ...from('192.0.2.7') })
    await wired.subscribe('all=true')
    const refused = await wired.fetch('/events/subscribe?all=true')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('30')
    expect(await refused.json()).toMatchObject({ code: 'too_many_connections' })
  })

  it('apply to concurrent requests', async () => {
    const wired = createWired({ config: { maxConnections: 3 } })
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => wired.fetch('/events/subscribe?all=true')),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
  })

  it('do not apply per address without a limit, or without an address', async () => {
    const unlimited = createWired({ config: { maxConnectionsPerIp: 0 }, ...from('192.0.2.7') })
    const unknown = createWired({ config: { maxConnectionsPerIp: 1 } })
    for (const wired of [unlimited, unknown]) {
      for (let count = 0; count < 3; count++) await wired.subscribe('all=true')
      expect(wired.server.hub.connections).toBe(3)
    }
  })

  it('count neither refused requests nor HEAD requests', async () => {
    const wired = createWired({ config: { maxConnections: 1 } })
    await wired.fetch('/events/subscribe?nonsense=1')
    const head = await wired.fetch('/events/subscribe?all=true', { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(head.headers.get('content-type')).toContain('text/event-stream')
    expect(await head.text()).toBe('')
    expect((await wired.fetch('/events/subscribe?all=true')).status).toBe(200)
  })

  it('are sent in-band to clients that cannot read a status', async () => {
    const wired = createWired({ config: { maxConnections: 1 } })
    await wired.subscribe('all=true')
    const feed = await wired.subscribe('all=true&errors=inline')
    expect(feed.frames).toMatchObject([{ kind: 'rejected', problem: { code: 'server_full' } }])
    expect(feed.retries).toEqual([10_000])
  })

  it('send a randomised Retry-After', () => {
    let next = 0
    const { random } = createStillTime({ random: () => next })
    const limits = createConnectionLimits({ total: 0, perIp: 0, perUser: 0, random })
    const retryAfter = () => {
      try {
        limits.take(undefined)
      } catch (error) {
        return (error as { retryAfterSeconds: number }).retryAfterSeconds
      }
      return null
    }
    expect(retryAfter()).toBe(10)
    next = 0.99
    expect(retryAfter()).toBe(19)
  })

  it('remember the most one address has held', () => {
    const { random } = createStillTime()
    const limits = createConnectionLimits({ total: 10, perIp: 5, perUser: 0, random })
    const releases = [limits.take('192.0.2.7'), limits.take('192.0.2.7'), limits.take('192.0.2.8')]
    expect(limits).toMatchObject({ active: 3, activeAddresses: 2, perAddressPeak: 2 })
    for (const release of releases) {
      release()
      release()
    }
    expect(limits).toMatchObject({ active: 0, activeAddresses: 0, perAddressPeak: 2 })
  })
})
