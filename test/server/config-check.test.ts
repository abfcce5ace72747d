import { describe, expect, it } from 'vitest'
import { type AppConfig, defaultAppConfig } from '../../server/app-config.ts'
import { checkAppConfig } from '../../server/config-check.ts'
import { paymentsFeed } from '../../server/feeds/payments/payments-feed.ts'
import { serve } from '../../server/node/serve.ts'
import { createWired } from '../support/wired.ts'
import { appOrigins, notOrigins } from './origins.ts'

/** As JavaScript passes it: without a type that would refuse it. */
const untyped = (config: unknown) => config as Partial<AppConfig>

function mistakesOf(config: unknown): readonly string[] {
  try {
    createWired({ config: untyped(config) })
  } catch (error) {
    expect(error).toMatchObject({ name: 'ProtocolError', code: 'bad_config' })
    return (error as Error).message.split('\n- ').slice(1)
  }
  return []
}

describe('the config of an application', () => {
  it.each([
    ['corsOrigins', 'https://app.example.com,https://admin.example.com'],
    ['allowedHosts', 'api.example.com'],
  ])('refuses a text as %s, which would be matched by its parts', (name, text) => {
    expect(mistakesOf({ [name]: text })).toEqual([
      expect.stringMatching(new RegExp(`^config.${name} is the text ".+: it has to be a list`)),
    ])
  })

  it.each([
    [{ corsOrigins: ['https://app.example/'] }, 'https://app.example/'],
    [{ corsOrigins: ['null'] }, 'null'],
    [{ corsOrigins: [7] }, '7'],
    [{ corsOrigins: null }, 'null'],
    [{ allowedHosts: ['api.example.com:443'] }, 'api.example.com:443'],
    [{ pingMs: 1 }, '100 to 3600000'],
    [{ pingMs: '15000' }, 'the text "15000"'],
    [{ maxReplay: 1.5 }, '1.5'],
    [{ maxConnections: Number.NaN }, 'NaN'],
    [{ retryMs: [4000, 2000] }, '[4000, 2000]'],
    [{ retryMs: 2000 }, '2000'],
    [{ corsOrigin: [] }, 'Did you mean corsOrigins?'],
    [{ PING_MS: 5 }, 'Did you mean pingMs?'],
    [{ crosOrigins: [] }, 'Did you mean corsOrigins?'],
    [{ maxConectionPerIp: 5 }, 'Did you mean maxConnectionsPerIp?'],
    [{ toString: 1 }, 'There are pingMs, maxReplay'],
  ])('refuses %j', (config, part) => {
    expect(mistakesOf(config)).toEqual([expect.stringContaining(part)])
  })

  it.each(appOrigins)('allows the origin of an app: %s', (origin) => {
    expect(mistakesOf({ corsOrigins: [origin] })).toEqual([])
  })

  it.each(notOrigins)('refuses %s as an origin', (text) => {
    expect(mistakesOf({ corsOrigins: [text] })).toEqual([
      expect.stringMatching(/has to be origins such as .+ capacitor:\/\/localhost/),
    ])
  })

  it('reports all mistakes together', () => {
    const config = { corsOrigin: [], pingMs: 1, allowedHosts: ['https://api.example', 'a:1'] }
    expect(mistakesOf(config)).toHaveLength(4)
  })

  it('refuses what is not an object', () => {
    expect(() => checkAppConfig('corsOrigins')).toThrow('config is not an object')
  })

  it('takes undefined as not given', () => {
    expect(checkAppConfig({ corsOrigins: undefined })).toEqual(defaultAppConfig)
    expect(checkAppConfig(undefined)).toEqual(defaultAppConfig)
  })

  it('is refused by serve() too, before its own host is added', async () => {
    const config = untyped({ allowedHosts: 'api.example.com' })
    await expect(serve({ port: 0, config })).rejects.toMatchObject({ code: 'bad_config' })
  })
})

describe('a feed without a log', () => {
  it('is refused where it is made', () => {
    const options = {} as Parameters<typeof paymentsFeed>[0]
    expect(() => paymentsFeed(options)).toThrow('Failed to serve payments: it has no log.')
  })
})
