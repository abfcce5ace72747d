import { describe, expect, it } from 'vitest'
import { type AppDeps, createApp } from '../../server/app.ts'
import {
  type PaymentsFeedOptions,
  paymentsFeed,
} from '../../server/feeds/payments/payments-feed.ts'
import { serveFeed } from '../../server/feeds/server-feed.ts'
import { memoryLog } from '../../server/log/memory.ts'
import { type ServeOptions, serve } from '../../server/node/serve.ts'
import { documentedPayments } from '../../src/feeds/payments/documentation.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { createMockBackend } from '../../src/mocks/create-mock-backend.ts'
import { createStillTime } from '../support/still-time.ts'

const { clock, timers, random } = createStillTime()
const log = memoryLog({ clock, random })
const feeds = [paymentsFeed({ log, clock, timers })]

/** As JavaScript passes them: without a type that would refuse them. */
const appWith = (deps: unknown) => () => createApp(deps as AppDeps)

describe('createApp', () => {
  it.each([
    [{ feeds, authentcator: null }, 'authentcator', 'Did you mean authenticator?'],
    [{ feeds, auth: null }, 'auth', 'There are feeds, clock'],
    [{ feed: feeds }, 'feed', 'Did you mean feeds?'],
    [{ feeds, corsOrigins: ['*'] }, 'corsOrigins', 'Did you mean config.corsOrigins?'],
    [{ feeds, port: 3001 }, 'port', 'There are feeds, clock'],
  ])('refuses an option that it does not have: %#', (deps, name, advice) => {
    expect(appWith(deps)).toThrow(
      expect.objectContaining({
        code: 'bad_config',
        message: expect.stringContaining(`createApp() has no "${name}". ${advice}`),
      }),
    )
  })

  it('reports all of them together', () => {
    expect(appWith({ feeds, loger: {}, page: null })).toThrow(/logger\?.+pages\?/)
  })

  it.each([undefined, null, 'feeds', 7])('refuses %s in place of options', (deps) => {
    expect(appWith(deps)).toThrow('the options of createApp() are not an object')
  })

  it.each([
    ['no list', {}],
    ['a feed outside a list', { feeds: feeds[0] }],
    ['a definition', { feeds: [payments] }],
    ['nothing in the list', { feeds: [undefined] }],
  ])('refuses %s with bad_feed', (_, deps) => {
    expect(appWith(deps)).toThrow(expect.objectContaining({ code: 'bad_feed' }))
  })
})

describe('serve', () => {
  const startWith = (options: unknown) => serve(options as ServeOptions)

  it.each([
    [{ prot: 0 }, 'Did you mean port?'],
    [{ authentication: {} }, 'Did you mean authenticator?'],
    [{ cors: [] }, 'There are port, host'],
    [{ allowedHosts: ['*'] }, 'Did you mean config.allowedHosts?'],
    [null, 'the options of serve() are not an object'],
  ])('refuses %j before it opens anything', async (options, advice) => {
    await expect(startWith(options)).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining(advice),
    })
  })

  it.each(['foo', 'Payroll', true, null, 7])(
    'refuses %j as a scenario, and lists those that exist',
    async (simulate) => {
      await expect(startWith({ simulate })).rejects.toMatchObject({
        code: 'bad_config',
        message: `Failed to simulate: serve() has no scenario "${simulate}". Use one of payroll, off.`,
      })
      expect(() => createMockBackend({ simulate } as object)).toThrow(
        `createMockBackend() has no scenario "${simulate}". Use one of payroll, off.`,
      )
    },
  )

  it('refuses a feed outside a list, also where it is to be simulated', async () => {
    await expect(startWith({ feeds: feeds[0], simulate: 'payroll' })).rejects.toMatchObject({
      code: 'bad_feed',
    })
  })
})

describe('a feed', () => {
  it.each([
    [
      'serveFeed()',
      () => serveFeed(documentedPayments, { log, forbidenTopics: () => [] } as { log: typeof log }),
    ],
    ['paymentsFeed()', () => paymentsFeed({ log, clok: clock } as PaymentsFeedOptions)],
  ])('is refused by %s with an option that it does not have', (call, make) => {
    expect(make).toThrow(
      expect.objectContaining({
        code: 'bad_feed',
        message: expect.stringMatching(/has no "(forbidenTopics|clok)". Did you mean/),
      }),
    )
    expect(make).toThrow(call)
  })
})
