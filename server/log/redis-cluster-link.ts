/**
 * The link to a Redis Cluster: one link to each master, to which calls are routed by the slot of their keys. Nothing is
 * queued here either. What a node refuses because the slot has another master, or is being moved, has not been carried out:
 * it is sent again until the time of a call is over.
 *
 *   key ─► slot ─► master ─► its link ─┬─► reply
 *                    ▲                 └─► MOVED, ASK, TRYAGAIN ─► CLUSTER SLOTS ─┐
 *                    └─────────────────────────────────────────────────────────────┘
 *
 * It is also asked for the slots while a master cannot be reached: a replica may have taken its place.
 */
import type { Cancel } from '../../src/platform/ports.ts'
import { logClosed } from './append-check.ts'
import { isLogError, LogError } from './errors.ts'
import type { HostAndPort } from './redis-address.ts'
import { findSlots } from './redis-cluster-discovery.ts'
import { createRoute } from './redis-cluster-route.ts'
import { type SlotMap, slotOf } from './redis-cluster-slots.ts'
import type { RedisClient } from './redis-connection.ts'
import { openRedisLink, type RedisLink, type RedisLinkOptions } from './redis-link.ts'

export interface RedisClusterLinkOptions
  extends Omit<RedisLinkOptions, 'createClient' | 'isCluster'> {
  readonly clientOf: (at: HostAndPort) => RedisClient
  /** Any nodes of the cluster. */
  readonly nodes: readonly HostAndPort[]
}

const refreshMs = 500

/** Connects to all masters. @throws LogError `log_unavailable` */
export async function openRedisClusterLink(options: RedisClusterLinkOptions): Promise<RedisLink> {
  const { address, timers, logger, timeoutMs, clientOf, nodes } = options
  /** The links by `host:port`. */
  const links = new Map<string, RedisLink>()
  const opening = new Map<string, Promise<void>>()
  /** Channels with the node on which they were subscribed to. */
  const subscribed = new Map<string, string>()
  let map: SlotMap | null = null
  let refreshing: Promise<void> | null = null
  let cancelRefresh: Cancel = () => {}
  let isClosed = false
  let isOpen = false

  const linkOf = (key: string) => links.get(map?.ownerOf(slotOf(key)) ?? '')
  const isComplete = () => map !== null && [...map.owners.keys()].every((name) => links.has(name))
  const masters = () => [...links.values()]
  const isReady = () => isComplete() && masters().every((link) => link.isReady)

  const unavailable = (reason: unknown) => (isClosed ? logClosed() : unusable(address, reason))

  function onReady(): void {
    if (isOpen && !isClosed && isReady()) options.onReady()
  }

  function onSharing(): void {
    if (isOpen && !isClosed) options.onSharing()
  }

  async function openNode(name: string, at: HostAndPort): Promise<void> {
    try {
      const link = await openRedisLink({
        ...options,
        address: name,
        isCluster: true,
        createClient: async () => clientOf(at),
        onReady,
        onSharing,
        onLost() {
          options.onLost()
          refreshLater(0)
        },
      })
      if (isClosed || !map?.owners.has(name)) link.close()
      else links.set(name, link)
    } finally {
      opening.delete(name)
    }
  }

  /** Brings the links in line with the cluster. @throws when no node can be asked, or a master cannot be reached */
  async function refreshNow(): Promise<void> {
    const known = map === null ? [] : [...map.owners.values()]
    // Those that answer first: the others may be the reason why it is asked.
    const rank = (at: HostAndPort) => (links.get(`${at.host}:${at.port}`)?.isReady ? 0 : 1)
    const asked = [...known, ...nodes].sort((one, other) => rank(one) - rank(other))
    map = await findSlots({ nodes: asked, clientOf, timers, timeoutMs })
    for (const [name, link] of links) {
      if (map.owners.has(name)) continue
      links.delete(name)
      link.close()
    }
    const missing = [...map.owners].filter(([name]) => !links.has(name))
    await Promise.all(
      missing.map(([name, at]) => {
        const under = opening.get(name) ?? openNode(name, at)
        opening.set(name, under)
        return under
      }),
    )
    if (missing.length === 0) return
    onReady()
    onSharing()
  }

  function refresh(): Promise<void> {
    refreshing ??= refreshNow().finally(() => {
      refreshing = null
    })
    return refreshing
  }

  /** Until all masters can be used. */
  function refreshLater(ms = refreshMs): void {
    cancelRefresh()
    if (isClosed) return
    cancelRefresh = timers.after(ms, () => {
      refresh()
        .catch((error: unknown) => logger.debug({ error, address }, 'the cluster is incomplete'))
        .finally(() => {
          if (!isClosed && !isReady()) refreshLater()
        })
    })
  }

  const route = createRoute({
    ...{ timers, timeoutMs, linkOf, unavailable, refresh },
    isClosed: () => isClosed,
  })

  const link: RedisLink = {
    write: (name, keys, args) => route(keys[0] ?? '', (each) => each.write(name, keys, args)),
    read: (name, keys, args) => route(keys[0] ?? '', (each) => each.read(name, keys, args)),
    share: (name, keys, args) => route(keys[0] ?? '', (each) => each.share(name, keys, args)),
    ask: (args) => route(args[1] ?? '', (each) => each.ask(args)),
    async subscribe(channel, listener) {
      await route(channel, async (each) => {
        const name = map?.ownerOf(slotOf(channel)) ?? ''
        const before = subscribed.get(channel)
        if (before !== undefined && before !== name) links.get(before)?.unsubscribe(channel)
        subscribed.set(channel, name)
        await each.subscribe(channel, listener)
      })
    },
    unsubscribe(channel) {
      links.get(subscribed.get(channel) ?? '')?.unsubscribe(channel)
      subscribed.delete(channel)
    },
    async risks() {
      return [...new Set((await Promise.all(masters().map((each) => each.risks()))).flat())]
    },
    async checkBus() {
      await Promise.all(masters().map((each) => each.checkBus()))
    },
    get isReady() {
      return isReady()
    },
    get isSharing() {
      return isComplete() && masters().every((each) => each.isSharing)
    },
    close() {
      isClosed = true
      cancelRefresh()
      for (const each of masters()) each.close()
    },
  }
  try {
    await refresh()
  } catch (error) {
    const refusal = isLogError(error) ? error : unavailable(error)
    link.close()
    throw refusal
  }
  isOpen = true
  return link
}

function unusable(address: string, reason: unknown): LogError {
  const text = reason instanceof Error ? reason.message : String(reason)
  return new LogError(
    'log_unavailable',
    `The Redis Cluster at ${address} cannot be used: ${text} Check its nodes.`,
    { cause: reason },
  )
}
