/**
 * What a feed brings to a soak of all feeds: who subscribes to it, how it is written, and what is checked of it beyond
 * what holds for every feed. The run itself is feed-soak.ts.
 */
import type { FeedDefinition } from '../../../src/feeds/definition.ts'
import type { DeliveredFrame } from '../../../src/protocol/index.ts'
import type { FeedSession } from '../../../src/session.ts'

/** One log that is followed: all of it. */
export interface Followed {
  /** Of the log. */
  readonly logName: string
  /** A feed with tenants is bound to one. */
  readonly feed: FeedDefinition
}

/** A request that changes something. It is sent under an idempotency key until it is answered. */
export interface Write {
  /** The log in which it appends. */
  readonly logName: string
  readonly method: 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Json = Readonly<Record<string, unknown>>

/** Resolves with the body of the answer, whatever happens to the server meanwhile. */
export type Send = (write: Write) => Promise<Json>

/** What a subscriber has at the end. */
export interface Subscriber extends Followed {
  readonly session: FeedSession
  /** The frames that it was given. */
  readonly frames: readonly DeliveredFrame[]
}

/** A feed that is being written. */
export interface WrittenFeed {
  /** Changes something; resolves when that is acknowledged, at once if there is nothing to change just now. */
  write(): Promise<void>
  /** What is wrong when nothing is written any more and all subscribers have everything: a sentence for each promise. */
  faults(url: string, subscribers: readonly Subscriber[]): Promise<readonly string[]>
}

export interface SoakedFeed {
  readonly name: string
  readonly followed: readonly Followed[]
  /** Prepares what the writes need. */
  open(send: Send, random: () => number): Promise<WrittenFeed>
}

/** The items that a subscriber has, as they are on the wire, by key. */
export function itemsOf({ session }: Subscriber): ReadonlyMap<string, string> {
  const { items } = session.store.getState()
  return new Map([...items].map(([key, item]) => [key, printItem(item)]))
}

/** Items as a server answers them, by key. */
export function itemsIn(feed: FeedDefinition, listed: unknown): ReadonlyMap<string, string> {
  const items = (listed as readonly unknown[]).map((json) => {
    const item = feed.decodeItem(json)
    if (typeof item === 'string') throw new Error(`The server has sent a wrong item: ${item}`)
    return item
  })
  return new Map(items.map((item) => [feed.state?.keyOf(item) ?? '', printItem(item)]))
}

/** With its fields in the same order, wherever it comes from. */
function printItem(item: object): string {
  return JSON.stringify(sorted(item))
}

function sorted(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  )
}

/** A sentence for each item that differs. */
export function differences(
  what: string,
  own: ReadonlyMap<string, string>,
  right: ReadonlyMap<string, string>,
): readonly string[] {
  const keys = new Set([...own.keys(), ...right.keys()])
  return [...keys]
    .filter((key) => own.get(key) !== right.get(key))
    .map((key) => `${what} has ${key} as ${own.get(key)}, and the server as ${right.get(key)}`)
}

export async function readJson(url: string): Promise<Json> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url} was answered with ${answer.status}.`)
  return (await answer.json()) as Json
}
