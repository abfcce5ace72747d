/** A generic client in a world where time passes when a test says so, with a feed that answers when asked to. */
import {
  createSseClient,
  type ParsingOptions,
  type SseClientOptions,
  type SseEvent,
} from '../../src/connection/index.ts'
import { createFakeFeed } from '../support/fake-feed.ts'
import { createFakeWorld } from '../support/fake-world.ts'

export function createScene<T = SseEvent>(
  options: Partial<SseClientOptions<T>> & { ignoresSignal?: boolean } = {},
) {
  const { ignoresSignal = false, ...rest } = options
  const feed = createFakeFeed({ ignoresSignal })
  const world = createFakeWorld({ fetch: feed.fetch })
  const all = { url: '/feed', platform: world.platform, ...rest }
  const client = createSseClient(all as ParsingOptions<T>)
  const events: T[] = []
  client.onEvent((event) => events.push(event))
  const status = () => client.getSnapshot().status
  return { feed, world, client, events, status }
}

type Scene = ReturnType<typeof createScene>

/** Opens and gets a good head. */
export async function openScene<T = SseEvent>(options: Parameters<typeof createScene<T>>[0] = {}) {
  const scene = createScene(options)
  scene.client.open()
  await scene.world.settle()
  const stream = scene.feed.latest().accept()
  await scene.world.settle()
  return { ...scene, stream }
}

/** Lets the backoff pass and accepts the next request. */
export async function comeBack({ world, feed }: Pick<Scene, 'world' | 'feed'>) {
  await world.advance(60_000)
  const stream = feed.latest().accept()
  await world.settle()
  return stream
}
