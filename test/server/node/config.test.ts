import { describe, expect, it } from 'vitest'
import { readConfig } from '../../../server/node/config.ts'
import { appOrigins, notOrigins } from '../origins.ts'

function mistakesOf(environment: Record<string, string>): readonly string[] {
  const result = readConfig(environment)
  return result.ok ? [] : result.mistakes
}

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(readConfig({ PATH: '/bin', PORT: '' })).toEqual({
      ok: true,
      config: {
        port: 3001,
        host: '127.0.0.1',
        dataDir: '.data',
        log: { engine: 'sqlite', options: { file: '.data/streamgauge.db', onDamage: 'stop' } },
        corsOrigins: [],
        allowedHosts: [],
        maxConnections: 10_000,
        maxOpenTenants: 1_000,
        streamingEnabled: true,
        maxConnectionsPerIp: 50,
        maxConnectionsPerUser: 10,
        connectionRatePerIp: 5_000,
        pollRatePerIp: 5_000,
        commandRate: 2_000,
        commandRatePerIp: 1_000,
        commandRatePerUser: 10,
        maxReadsPerIp: 1_000,
        shareLimits: true,
        trustedProxies: [],
        pingMs: 15_000,
        maxStreamsPerSender: 10_000,
        retentionMs: 86_400_000,
        retentionEvents: undefined,
        endedStreamsMs: 2_592_000_000,
        maxReplay: 1_000,
        ordersCoalesceMs: 0,
        ordersIfMatch: 'optional',
        keepAliveMs: 75_000,
        drainMs: 10_000,
        simulate: 'payroll',
        logLevel: 'info',
        metricsPort: undefined,
        metricsHost: '127.0.0.1',
        chain: null,
        nats: null,
        auth: 'off',
        jwt: null,
      },
    })
  })

  it('reads every variable', () => {
    const result = readConfig({
      PORT: '0',
      LOG: 'memory',
      CORS_ORIGINS: 'https://app.example, http://localhost:5173',
      ALLOWED_HOSTS: 'api.example, *.internal.example,192.168.1.5,::1',
      MAX_CONNECTIONS_PER_IP: '0',
      SIMULATE: 'off',
      STREAMING_ENABLED: 'false',
      MAX_OPEN_TENANTS: '5',
      AUTH: 'off',
    })
    expect(result).toMatchObject({
      ok: true,
      config: {
        port: 0,
        log: { engine: 'memory', options: {} },
        corsOrigins: ['https://app.example', 'http://localhost:5173'],
        allowedHosts: ['api.example', '*.internal.example', '192.168.1.5', '::1'],
        maxConnectionsPerIp: 0,
        maxOpenTenants: 5,
        simulate: 'off',
        streamingEnabled: false,
      },
    })
  })

  it('reports all mistakes together, each by its name', () => {
    const mistakes = mistakesOf({
      PORT: '99999',
      PING_MS: '15s',
      MAX_REPLAY: '-1',
      LOG: 'kafka',
      SIMULATE: 'chaos',
      CORS_ORIGINS: 'https://app.example/,app.example',
      ALLOWED_HOSTS: 'https://api.example,api.example:443,*example,*.10.0.0.1',
      LOG_LEVEL: 'loud',
      AUTH: 'basic',
    })
    expect(mistakes.map((mistake) => mistake.split(' ')[0]).sort()).toEqual([
      ...Array(4).fill('ALLOWED_HOSTS'),
      'AUTH',
      'CORS_ORIGINS',
      'CORS_ORIGINS',
      'LOG',
      'LOG_LEVEL',
      'MAX_REPLAY',
      'PING_MS',
      'PORT',
      'SIMULATE',
    ])
  })

  it.each(appOrigins)('allows the origin of an app in CORS_ORIGINS: %s', (origin) => {
    expect(readConfig({ CORS_ORIGINS: `https://app.example,${origin}` })).toMatchObject({
      ok: true,
      config: { corsOrigins: ['https://app.example', origin] },
    })
  })

  it.each(notOrigins)('refuses %s in CORS_ORIGINS', (text) => {
    expect(mistakesOf({ CORS_ORIGINS: text })).toEqual([
      expect.stringMatching(/^CORS_ORIGINS has .+ capacitor:\/\/localhost/),
    ])
  })

  it('refuses what this version cannot do instead of starting without it', () => {
    expect(mistakesOf({ LOG: 'kafka' })[0]).toBe(
      'LOG is "kafka": it has to be one of memory, sqlite, redis.',
    )
  })
})

describe('REDIS_URL', () => {
  it('is where LOG=redis finds its logs, under REDIS_PREFIX', () => {
    const url = 'rediss://server:secret@redis.example:6380/2'
    const result = readConfig({ LOG: 'redis', REDIS_URL: url, REDIS_PREFIX: 'shop' })
    expect(result).toMatchObject({
      config: { log: { engine: 'redis', options: { url, prefix: 'shop' } } },
    })
  })

  it.each([
    'redis://127.0.0.1',
    'redis://:secret@[::1]:6380/3',
    'redis+sentinel://one,two:26380/main',
    'rediss+sentinel://user:secret@one:26379/main/2',
  ])('may be %s', (url) => {
    expect(readConfig({ REDIS_URL: url }).ok).toBe(true)
  })

  it.each([
    '127.0.0.1:6379',
    'http://:secret@127.0.0.1',
    'redis://',
    'redis',
    'redis://one,two',
    'redis://one/name',
    'redis+sentinel://:secret@one,two',
    'redis://one:65536',
  ])('refuses %s without repeating it', (url) => {
    const mistakes = mistakesOf({ REDIS_URL: url })
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]).toMatch(/^REDIS_URL has to be an address/)
    expect(mistakes[0]).not.toContain('secret')
  })

  it('is shared by the keys of one prefix, which has no braces', () => {
    expect(mistakesOf({ REDIS_PREFIX: '{a}' })[0]).toMatch(/^REDIS_PREFIX is "\{a\}"/)
  })
})

describe('AUTH', () => {
  const jwt = {
    AUTH: 'jwt',
    JWT_SECRET: 'a secret of thirty-two bytes, at least',
    JWT_ISSUER: 'https://id.example/',
    JWT_AUDIENCE: 'streamgauge',
  }

  it.each(['127.0.0.1', '127.8.9.10', 'localhost', 'dev.localhost', '::1'])(
    'may be off on %s, which only this machine reaches',
    (host) => {
      expect(mistakesOf({ HOST: host })).toEqual([])
    },
  )

  it.each(['0.0.0.0', '::', '192.168.1.5', 'api.example', 'localhost.example', '128.0.0.1'])(
    'may not be off on %s unless that is said',
    (host) => {
      expect(mistakesOf({ HOST: host })).toEqual([
        expect.stringContaining(`AUTH is off and HOST is "${host}"`),
      ])
      expect(mistakesOf({ HOST: host, ALLOW_AUTH_OFF: 'true' })).toEqual([])
      expect(mistakesOf({ HOST: host, ALLOW_AUTH_OFF: 'false' })).toHaveLength(1)
      expect(mistakesOf({ HOST: host, ...jwt })).toEqual([])
    },
  )

  it('reads how tokens are checked', () => {
    expect(readConfig(jwt)).toMatchObject({
      ok: true,
      config: {
        auth: 'jwt',
        jwt: { secret: jwt.JWT_SECRET, issuer: 'https://id.example/', audience: 'streamgauge' },
      },
    })
    expect(readConfig({ ...jwt, JWT_ALGORITHMS: 'HS384, HS512' })).toMatchObject({
      ok: true,
      config: { jwt: { algorithms: ['HS384', 'HS512'] } },
    })
  })

  it('names everything that is missing for tokens', () => {
    expect(mistakesOf({ AUTH: 'jwt' }).map((mistake) => mistake.split(' ')[0])).toEqual([
      'JWT_SECRET',
      'JWT_ISSUER',
      'JWT_AUDIENCE',
    ])
  })

  it('does not show a secret that is too short', () => {
    const mistakes = mistakesOf({ ...jwt, JWT_SECRET: 'hunter2' })
    expect(mistakes).toEqual([expect.stringContaining('JWT_SECRET has 7 bytes')])
    expect(mistakes.join()).not.toContain('hunter2')
  })

  it('is not left off when settings of tokens say that it was meant to be on', () => {
    expect(mistakesOf({ ...jwt, AUTH: '' })).toEqual([
      'JWT_SECRET, JWT_ISSUER, JWT_AUDIENCE: set, but with AUTH=off no token is checked. ' +
        'Set AUTH=jwt, or remove it.',
    ])
  })

  describe('of a chain', () => {
    const chain = {
      SOROBAN_RPC_URL: 'https://rpc.example/key',
      CONTRACT_IDS: 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75',
    }

    it('has an address and contracts, and takes no commands', () => {
      expect(readConfig({ ...chain, START_LEDGER: '58200417' })).toMatchObject({
        ok: true,
        config: {
          simulate: 'off',
          chain: {
            ...{ rpcUrl: chain.SOROBAN_RPC_URL, contractIds: [chain.CONTRACT_IDS] },
            ...{ startLedger: 58_200_417, pollMs: 5_000, onGap: 'not-ready' },
          },
        },
      })
    })

    it('is refused when a part is missing or contradicts another', () => {
      expect(mistakesOf({ ...chain, CONTRACT_IDS: '' })[0]).toContain(
        'CONTRACT_IDS has 0 contracts',
      )
      expect(mistakesOf({ ...chain, CONTRACT_IDS: 'GABC' })[0]).toContain('"GABC"')
      expect(mistakesOf({ ...chain, SOROBAN_RPC_URL: 'ftp://rpc' })[0]).toContain('not an address')
      expect(mistakesOf({ CONTRACT_IDS: chain.CONTRACT_IDS })[0]).toContain(
        'SOROBAN_RPC_URL is not',
      )
      expect(mistakesOf({ ...chain, SIMULATE: 'payroll' })[0]).toContain('SIMULATE has to be off')
    })
  })

  describe('NATS', () => {
    const NATS_URL = 'nats://mia:secret@localhost:4222, nats://other:4222'

    it('has addresses, and names that fit into a subject', () => {
      expect(readConfig({ NATS_URL, NATS_STREAM: 'EVENTS', NATS_MODE: 'core' })).toMatchObject({
        config: {
          nats: {
            servers: ['nats://mia:secret@localhost:4222', 'nats://other:4222'],
            ...{ mode: 'core', stream: 'EVENTS', durable: 'streamgauge' },
          },
        },
      })
    })

    it('is refused when a part is missing or cannot be meant, without repeating a password', () => {
      expect(mistakesOf({ NATS_STREAM: 'EVENTS' })[0]).toContain('NATS_URL is not')
      const [wrong = ''] = mistakesOf({ NATS_URL: 'http://mia:secret@host' })
      expect(wrong).toContain('NATS_URL is not an address')
      expect(wrong).not.toContain('secret')
      expect(mistakesOf({ NATS_URL, NATS_STREAM: 'a.b' })[0]).toContain('NATS_STREAM is "a.b"')
      expect(mistakesOf({ NATS_URL, NATS_DURABLE: '*' })[0]).toContain('NATS_DURABLE is "*"')
    })
  })
})
