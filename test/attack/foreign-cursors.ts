/** Cursors from before, and ids of streams that do not exist yet, to have events of others replayed. */
import type { Attack } from './attack.ts'
import { alice, bob, carol, createStream, readFor, send, tokenEnv, tokenOf } from './tokens.ts'

const later = 40

export const foreignCursors: Attack = {
  name: 'foreign-cursors',
  holds: 'No cursor and no id from before its stream brings an event of others, live or replayed.',
  env: tokenEnv,
  async run({ url }) {
    const faults: string[] = []
    const own = Number(await createStream(url, carol, bob))
    const token = await tokenOf(carol)
    const list = (await (await send(`${url}/streams`, token)).json()) as { position: string }
    const start = `${list.position.split('.')[0]}.0`
    // Asked for as long as none of them exists, so that nothing is refused.
    const ids = Array.from({ length: later }, (_, n) => `streams=${own + 1 + n}`)
    const query = [`users=${carol}`, ...ids, 'snapshot=always'].join('&')
    const feed = await send(`${url}/events/subscribe?${query}`, token)
    const live = readFor(feed, 3_000)
    for (let n = 0; n < later; n++) await createStream(url, alice, bob)
    await createStream(url, carol, bob)

    const replayed = await Promise.all(
      [start, `${start.split('.')[0]}.1`, 'forged.1'].map(async (cursor) => {
        const address = `${url}/events/subscribe?users=${carol}&snapshot=true&lastEventId=${cursor}`
        return readFor(await send(address, token), 1_000)
      }),
    )
    const texts = { live: await live, replay: replayed.join('') }
    for (const [name, text] of Object.entries(texts)) {
      if (text.includes(alice)) faults.push(`an event of others came, ${name}`)
      if (!text.includes(carol)) faults.push(`no event of the caller came, ${name}`)
    }
    const again = await send(`${url}/events/subscribe?${query}&lastEventId=${start}`, token)
    await again.body?.cancel()
    if (again.status !== 403) faults.push(`the ids were answered with ${again.status} afterwards`)
    return { faults, figures: { 'streams of others': later } }
  },
}
