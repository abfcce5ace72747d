/** Repeated requests without credentials to every route, answered by the front and by node:http. */
import type { Attack } from './attack.ts'
import { alice, bob, createStream, tokenEnv } from './tokens.ts'

const reads = [
  '/streams',
  '/streams?limit=1000',
  '/streams/1',
  '/streams/1/claimable',
  '/events',
  '/events/stats',
  '/events/snapshot?all=true',
  '/events/subscribe?all=true',
  '/events/subscribe?all=true&snapshot=true',
  `/v1/events/subscribe?users=${alice}&snapshot=always`,
  '/events/subscribe?ticket=guessed',
  '/metrics',
]
const commands = ['withdraw', 'cancel', 'pause', 'resume', 'top-up'].map(
  (name) => `/streams/1/${name}`,
)
const others = ['/streams', '/events/ticket', '/events/refresh']
const rounds = 30

export const strangers: Attack = {
  name: 'strangers',
  holds: 'Strangers get 401 on every route, however often they ask, and cost the server little.',
  env: tokenEnv,
  maxRssMb: 300,
  async run({ url }) {
    await createStream(url, alice, bob)
    const answered = new Set<string>()
    const ask = async (method: string, path: string, headers: Record<string, string>) => {
      const response = await fetch(url + path, { method, headers })
      const text = response.status === 401 ? await response.text() : ''
      if (response.status !== 401) await response.body?.cancel()
      if (response.status !== 401 || text.includes(alice)) {
        answered.add(`${method} ${path} was answered with ${response.status}`)
      }
    }
    const json = { 'content-type': 'application/json' }
    const cases: (readonly [method: string, path: string, headers: Record<string, string>])[] = [
      ...reads.map((path) => ['GET', path, {}] as const),
      ...reads.map((path) => ['HEAD', path, {}] as const),
      // A header that the fast way does not take.
      ...reads.map((path) => ['GET', path, { 'x-api-key': 'guessed' }] as const),
      ...reads.map((path) => ['GET', path, { authorization: 'Bearer guessed' }] as const),
      ...[...commands, ...others].map((path) => ['POST', path, json] as const),
    ]
    const queue = Array.from({ length: rounds }, () => cases).flat()
    const requests = queue.length
    const work = async () => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) await ask(...next)
    }
    await Promise.all(Array.from({ length: 4 }, work))
    return { faults: [...answered], figures: { requests } }
  },
}
