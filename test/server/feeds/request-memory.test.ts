/** What an open connection keeps in memory: nothing of the request that it began with. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { createTap } from '../../support/tap.ts'
import { alice, createWired } from '../../support/wired.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

it.each(['all=true', `users=${alice}&snapshot=true`])(
  'a connection does not keep its request: %s',
  async (query) => {
    const { server, time } = createWired()
    const tap = createTap()
    async function open(): Promise<WeakRef<Request>> {
      const request = new Request(`http://wired.test/events/subscribe?${query}`)
      await server.app.fetch(request, tap.bindings)
      return new WeakRef(request)
    }
    const request = await open()
    await time.settle()
    expect(server.hub.connections).toBe(1)
    const collect = () => {
      collectGarbage()
      return request.deref()
    }
    await expect.poll(collect).toBeUndefined()
  },
)
