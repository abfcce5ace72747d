/** What a Redis server says about itself, and whether the log can be in it. */
import type { LogRisk } from './event-log.ts'
import type { RedisReply } from './redis-messages.ts'

/** The lines of INFO by their names. */
export type ServerInfo = ReadonlyMap<string, string>

const leastVersion = 7

export function parseInfo(reply: RedisReply): ServerInfo {
  const lines = String(reply).matchAll(/^(\w+):(.*?)\r?$/gm)
  return new Map([...lines].map(([, name = '', value = '']) => [name, value]))
}

/** @param isCluster whether it should be a node of a cluster. @throws Error when the log cannot be in this server */
export function checkServer(info: ServerInfo, isCluster: boolean): void {
  // Valkey says which version of Redis it is compatible with.
  const version = info.get('redis_version') ?? '0'
  if (Number.parseInt(version, 10) < leastVersion) {
    throw new Error(`Its version is ${version}, and ${leastVersion} or newer is needed.`)
  }
  const isNode = info.get('redis_mode') === 'cluster'
  if (isNode && !isCluster) {
    throw new Error('It is part of a cluster. Use redis+cluster:// instead of redis://.')
  }
  if (!isNode && isCluster) throw new Error('It is not part of a cluster. Use redis://.')
  // Behind a name that is moved after a failover it may become the main one, so this is tried again.
  if (info.get('role') === 'slave') throw new Error('It is a replica, which cannot be written to.')
}

/** @param save the setting of snapshots; null when it may not be read. */
export function risksOf(info: ServerInfo, save: string | null): readonly LogRisk[] {
  const isBounded = Number(info.get('maxmemory') ?? 0) > 0
  const evicts = isBounded && info.get('maxmemory_policy') !== 'noeviction'
  const isVolatile = info.get('aof_enabled') === '0' && save === ''
  return [
    ...(evicts ? ['medium_evicts' as const] : []),
    ...(isVolatile ? ['medium_volatile' as const] : []),
  ]
}
