/** One stored stream and one event are overwritten in the database while the server runs. */
import type { Attack } from './attack.ts'
import { type Answer, ask, change, create, post, resume } from './log-file.ts'

export const damagedRow: Attack = {
  name: 'damaged-row',
  holds: 'One damaged stream and one damaged event affect nothing but themselves.',
  async run({ url, dataDir }) {
    let last = ''
    for (let n = 0; n < 20; n++) last = (await create(url)).text
    const epoch = /"position":"(\w+)\./.exec(last)?.[1] ?? ''
    change(dataDir, "UPDATE states SET value = '{\"broken\":' WHERE key = 'stream:5'")
    change(dataDir, 'UPDATE entries SET data = \'{"broken":\' WHERE offset = 7 AND log = 1')
    const faults: string[] = []
    const expectStatus = (
      what: string,
      { status, code }: Answer,
      wanted: number,
      name?: string,
    ) => {
      if (status === wanted && (name === undefined || code === name)) return
      faults.push(`${what} is answered with ${status} ${code ?? ''}`)
    }
    expectStatus('the list', await ask(`${url}/streams?limit=50`), 200)
    expectStatus('another stream', await ask(`${url}/streams/6`), 200)
    expectStatus('another command', await post(`${url}/streams/6/top-up`, { amount: '1' }), 200)
    expectStatus('the damaged one', await ask(`${url}/streams/5`), 500, 'item_damaged')
    const command = await post(`${url}/streams/5/top-up`, { amount: '1' })
    expectStatus('its command', command, 500, 'item_damaged')
    expectStatus('the state', await ask(`${url}/events/snapshot?all=true`), 200)
    expectStatus('the history', await ask(`${url}/events?limit=50`), 200)
    expectStatus('a new stream', await create(url), 201)
    const frames = await resume(url, `${epoch}.2`)
    const delivered = frames.match(/^event: stream\./gm)?.length ?? 0
    if (delivered === 0) faults.push('a subscription delivers nothing')
    return { faults, figures: { delivered } }
  },
}
