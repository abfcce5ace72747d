/** The real nchan: nine events over two cuts of the connection, in order, once. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { SseClient } from '../../src/connection/index.ts'
import { type ChaosProxy, createChaosProxy } from '../support/chaos-proxy.ts'
import { until } from '../support/until.ts'
import { missingNchan, type Nchan, startNchan } from './nchan.ts'
import { loadRecipe } from './recipe.ts'

/** Far longer than anything takes: a busy machine is not the subject. */
const waitMs = 20_000
vi.setConfig({ testTimeout: 2 * waitMs })

interface Recipe {
  followChannel(url: string, onMessage: (data: string) => void): SseClient
}

describe.skipIf(missingNchan !== null)(
  `nchan${missingNchan ? `, which ${missingNchan}` : ''}`,
  () => {
    let nchan: Nchan
    let proxy: ChaosProxy
    beforeAll(async () => {
      vi.spyOn(Math, 'random').mockReturnValue(0)
      nchan = await startNchan()
      proxy = await createChaosProxy({ targetPort: nchan.port, random: () => 0 })
    })
    afterAll(async () => {
      vi.restoreAllMocks()
      await proxy?.close()
      await nchan?.stop()
    })

    it('brings nine of nine events, published while the connection is cut', async () => {
      const { followChannel } = await loadRecipe<Recipe>('followChannel')
      const seen: string[] = []
      const url = nchan.subscribeUrl.replace(`:${nchan.port}`, `:${proxy.port}`)
      const client = followChannel(url, (data) => seen.push(data))
      await until(() => client.getSnapshot().status === 'open', waitMs, 'it is open')
      const nine = Array.from({ length: 9 }, (_, index) => `event ${index + 1}`)
      for (const [index, data] of nine.entries()) {
        if (index === 3 || index === 6) {
          await until(() => seen.length === index, waitMs, `${index} events have come`)
          proxy.cutAll()
        }
        await nchan.publish(data)
      }
      await until(() => seen.length >= nine.length, waitMs, 'all events have come')
      client.close()
      expect(seen).toEqual(nine)
      expect(proxy.accepted()).toBe(3)
    })
  },
)
