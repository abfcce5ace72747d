/**
 * The paths of an application, and the check that no two feeds share one: they would answer each other's
 * subscribers.
 */
import { ProtocolError } from '../../src/protocol/errors.ts'
import type { ServerFeed } from './server-feed.ts'

/** The paths that every application answers itself. */
export const appPaths = {
  documentation: '/asyncapi.json',
  health: '/healthz',
  readiness: '/readyz',
  metrics: '/metrics',
} as const

/** The path of a feed's statistics: its last segment becomes `stats`. */
export function statsPath(path: string): string {
  return path.replace(/[^/]*$/, 'stats')
}

/** The path of a feed's state, for servers that render pages: its last segment becomes `snapshot`. */
export function snapshotPath(path: string): string {
  return path.replace(/[^/]*$/, 'snapshot')
}

/** Where tickets of a feed are issued: its last segment becomes `ticket`. */
export function ticketPath(path: string): string {
  return path.replace(/[^/]*$/, 'ticket')
}

/** Where the credentials of an open connection are renewed: its last segment becomes `refresh`. */
export function refreshPath(path: string): string {
  return path.replace(/[^/]*$/, 'refresh')
}

/** Where a feed is read by the Durable Streams protocol: its last segment becomes `durable`. */
export function durablePath(path: string): string {
  return path.replace(/[^/]*$/, 'durable')
}

/** The paths of the feeds' subscriptions. */
export function feedPaths(feeds: readonly ServerFeed[]): readonly string[] {
  return feeds.flatMap(({ definition, aliases }) => [definition.path, ...aliases])
}

/**
 * @throws ProtocolError `bad_feed` for no feed, for what is no feed of a server, or a name or path that is
 *   used twice
 */
export function checkFeeds(feeds: readonly ServerFeed[]): void {
  // Programs without types pass one feed instead of a list, or the definition instead of what serves it.
  if (!Array.isArray(feeds) || feeds.length === 0) {
    throw refuse('it has no feed. Pass a list of at least one in feeds.')
  }
  const stranger = feeds.findIndex((feed) => typeof feed?.publish !== 'function')
  if (stranger >= 0) {
    throw refuse(
      `feeds[${stranger}] is no feed of a server. Pass what serveFeed(definition, { log }) returns.`,
    )
  }
  const name = findRepeated(feeds.map(({ definition }) => definition.name))
  if (name !== undefined) {
    throw refuse(`two feeds have the name ${name}. Give each a name of its own.`)
  }
  const path = findRepeated([
    ...Object.values(appPaths),
    ...feeds.flatMap(({ definition, aliases }) => [
      definition.path,
      statsPath(definition.path),
      ticketPath(definition.path),
      refreshPath(definition.path),
      durablePath(definition.path),
      ...(definition.state === null ? [] : [snapshotPath(definition.path)]),
      ...aliases,
    ]),
  ])
  if (path !== undefined) {
    throw refuse(
      `the path ${path} is used twice. Give each feed paths of its own; statistics, state, tickets, renewals and reads are at its path with stats, snapshot, ticket, refresh and durable as the last segment.`,
    )
  }
}

function findRepeated(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) < index)
}

function refuse(reason: string): ProtocolError {
  return new ProtocolError('bad_feed', `Failed to create the application: ${reason}`)
}
