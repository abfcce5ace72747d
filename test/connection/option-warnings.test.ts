/** What the console says in development about options, once each. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFeedSession } from '../../src/connected-session.ts'
import { createConnection, createSseClient } from '../../src/connection/index.ts'
import { createSession } from '../../src/payments-session.ts'
import { shipments } from '../support/shipments.ts'
import { openScene } from './sse-scene.ts'

const warn = vi.fn<(text: string) => void>()
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(warn))
afterEach(() => {
  vi.restoreAllMocks()
  warn.mockReset()
})
const said = () => warn.mock.calls.map(([text]) => text).join('\n')

/** As JavaScript passes them: without a type that would refuse them. */
const untyped = (options: object) => options as never

describe('an option that does not exist', () => {
  it.each([
    [
      'createSseClient has no "heders". Did you mean headers?',
      () => createSseClient(untyped({ url: '/feed', heders: {} })),
    ],
    [
      'createConnection has no "tokn". There are feed, url, filter',
      () => createConnection(untyped({ url: '', feed: shipments, filter: {}, tokn: '' })),
    ],
    [
      'createConnection has no "presist". Did you mean persist?',
      () => createConnection(untyped({ url: '', feed: shipments, filter: {}, presist: false })),
    ],
    [
      'A provider or session has no "lingrMs". Did you mean lingerMs?',
      () => createFeedSession(untyped({ feed: shipments, lingrMs: 1 })),
    ],
    [
      'A provider or session has no "getTokens". Did you mean getToken?',
      () => createSession(untyped({ url: '', getTokens: () => 'x' })),
    ],
  ])('is warned of: %s', (sentence, create) => {
    create()
    expect(said()).toContain('Streamgauge (option_unknown): ')
    expect(said()).toContain(sentence)
    create()
    expect(warn).toHaveBeenCalledTimes(1)
  })

  it('is not warned of where it is undefined, nor is any option that exists', () => {
    createSseClient(untyped({ url: '/feed', nothing: undefined, pingMs: null, parse: undefined }))
    createSession({ url: '', account: undefined, tokens: {}, filter: { all: true }, lingerMs: 0 })
    expect(warn).not.toHaveBeenCalled()
  })
})

describe('a text that is JSON', () => {
  it.each([
    { body: '{"a":1}', headers: { 'content-type': 'application/json' } },
    { body: 'Hello' },
    { body: '7' },
    { body: { prompt: 'Hello' } },
    {},
  ])('is not warned of in %j', async (options) => {
    await openScene(options)
    expect(warn).not.toHaveBeenCalled()
  })

  // Last, since a warning that has been given is not given again.
  it('is warned of without a content type, since fetch sends it as text/plain', async () => {
    await openScene({ body: '{"prompt":"Hello"}' })
    await openScene({ body: '[1]' })
    expect(said()).toContain('Streamgauge (body_untyped): ')
    expect(warn).toHaveBeenCalledTimes(1)
  })
})
