/** Options that cannot work, and requests that cannot be made. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createSseClient, readSseEvents } from '../../src/connection/index.ts'
import { comeBack, createScene, openScene } from './sse-scene.ts'

describe('a url that leads nowhere', () => {
  it.each(['/feed', 'notaurl', 'http://', 'localhost:3001', 'htp:/localhost'])(
    'fails at once in Node as %s',
    async (url) => {
      const loop = readSseEvents({ url })
      await expect(loop.next()).rejects.toMatchObject({
        code: 'url_invalid',
        message: `Failed to connect: fetch cannot resolve the url ${url}. Begin it with https:// or http://.`,
      })
    },
  )

  it('is fine where a fetch of the caller resolves it, and a loss there is a loss', async () => {
    const { client, world, feed, status } = createScene()
    client.open()
    await world.settle()
    feed.latest().reject()
    await world.settle()
    expect(status()).toBe('waiting')
  })

  it.each([{}, { url: null }, { url: new URL('http://localhost') }])(
    'is refused at creation as %o',
    (options) => {
      const untyped = options as Parameters<typeof createSseClient>[0]
      expect(() => createSseClient(untyped)).toThrow(
        expect.objectContaining({ name: 'ConnectionError', code: 'url_invalid' }),
      )
    },
  )
})

describe('a server that is not there', () => {
  it('is said not to have been reached, with the cause', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const client = createSseClient({ url: `http://127.0.0.1:${port}/feed` })
    const waiting = new Promise<void>((resolve) => {
      client.subscribe(() => client.getSnapshot().status === 'waiting' && resolve())
    })
    client.open()
    await waiting
    expect(client.getSnapshot().lastError).toMatchObject({
      code: 'network',
      message: 'Could not connect: fetch failed (ECONNREFUSED). Connecting again.',
    })
    client.close()
  })
})

describe('the option reconnect', () => {
  it('makes a POST again after its end when it is true', async () => {
    const reported: unknown[] = []
    const onListenerError = (error: unknown) => reported.push(error)
    const scene = await openScene({ body: 'x', reconnect: true, onListenerError })
    scene.stream.end()
    await comeBack(scene)
    expect(scene.feed.requests).toHaveLength(2)
    expect(reported).toEqual([])
  })
})

describe('the option statusVerdicts', () => {
  it('refuses a word that is no verdict, and names those that are', () => {
    const statusVerdicts = { 404: 'retry' as 'wait' }
    expect(() => createSseClient({ url: '/feed', statusVerdicts })).toThrow(
      'Failed to create the client: statusVerdicts has "retry" for 404. ' +
        'Use open, end, fresh_credentials, wait or fail.',
    )
  })
})
