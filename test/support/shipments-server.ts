/** A server of the shipments feed in this process, in a world whose time stands still. */
import { type App, createApp } from '../../server/app.ts'
import type { AppConfig } from '../../server/app-config.ts'
import type { Authenticator } from '../../server/auth/authenticator.ts'
import {
  type ServerFeed,
  type ServerFeedOptions,
  serveFeed,
} from '../../server/feeds/server-feed.ts'
import { memoryLog } from '../../server/log/memory.ts'
import type { FeedDefinition, FeedEventOf } from '../../src/feeds/definition.ts'
import { decodeFrame } from '../../src/protocol/decode.ts'
import type { FeedFrame } from '../../src/protocol/feed-frames.ts'
import { createFrameParser } from '../../src/protocol/frame-parser.ts'
import { type Shipment, shipments } from './shipments.ts'
import { createStillTime } from './still-time.ts'

type ShipmentsFrame = FeedFrame<FeedEventOf<typeof shipments>, Shipment>

export interface ShipmentsServer extends App {
  readonly feed: ServerFeed<typeof shipments>
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
  /** Subscribes and waits until everything that needs no time has arrived; the list grows by itself. */
  subscribe(path: string, init?: RequestInit): Promise<readonly ShipmentsFrame[]>
  settle(): Promise<void>
}

/** @param options.others more feeds of the same application. */
export function createShipmentsServer(
  options: Partial<ServerFeedOptions<typeof shipments>> & {
    readonly others?: readonly ServerFeed[]
    readonly authenticator?: Authenticator
    readonly config?: Partial<AppConfig>
  } = {},
): ShipmentsServer {
  const { others = [], authenticator, config, ...feedOptions } = options
  const time = createStillTime()
  const feed = serveFeed(shipments, { log: memoryLog(time), ...feedOptions })
  const app = createApp({
    feeds: [feed, ...others],
    clock: time.clock,
    timers: time.timers,
    random: time.random,
    ...(config && { config }),
    ...(authenticator && { authenticator }),
  })
  const fetch: ShipmentsServer['fetch'] = async (path, init) =>
    app.app.fetch(new Request(new URL(path, 'http://localhost'), init))
  return {
    ...app,
    feed,
    fetch,
    settle: () => time.settle(),
    async subscribe(path, init) {
      const frames = readFrames(await fetch(path, init), shipments)
      await time.settle()
      return frames
    },
  }
}

function readFrames<Feed extends FeedDefinition>(response: Response, feed: Feed) {
  const frames: FeedFrame<FeedEventOf<Feed>, Shipment>[] = []
  const parser = createFrameParser({
    onFrame: (frame) =>
      frames.push(decodeFrame(frame, feed) as FeedFrame<FeedEventOf<Feed>, Shipment>),
  })
  const read = async () => {
    for await (const chunk of response.body ?? []) parser.push(chunk)
  }
  void read().catch(() => {})
  return frames
}
