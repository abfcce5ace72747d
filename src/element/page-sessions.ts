/**
 * The sessions of a page's elements: one for each server, however many elements and accounts there are. A session lives while an element uses it, and for a second longer.
 *
 * P1 Elements with the same `url` share one session, and so one connection.
 * P2 Elements with different accounts share it as well: an account is only a point of view.
 * P3 Options for a server (`configure`) never reach another one: a token is for whom it was issued.
 * P4 All of them are in one list, for what is about the whole page.
 */
import { createFeedSession } from '../connected-session.ts'
import type { FeedDefinition } from '../feeds/definition.ts'
import { createLocalSession } from '../local-session.ts'
import { createSession, type Session, type SessionOptions } from '../payments-session.ts'
import type { FeedSession } from '../session.ts'

/** Options of {@link configure}. */
export interface PageOptions
  extends Omit<SessionOptions, 'url' | 'filter' | 'initialSnapshot' | 'account'> {
  /** The server of elements that name none: `https://api.example.com`, or `''` for that of the page. */
  readonly url: string
  /** The account (`G…`) of elements that name none. Default: none. */
  readonly account?: string | undefined
}

interface Shared<Any> {
  readonly session: Any
  users: number
}

interface SharedSession extends Shared<Session> {
  /** By account; the session itself has none. */
  readonly views: Map<string, Session>
}

/** How long a session without elements is kept: as long as its connection lingers. */
const keptMs = 1000

const sessions = new Map<string, SharedSession>()
/** Of other feeds, by server and feed. */
const feedSessions = new Map<string, Shared<FeedSession>>()
const servers = new Map<string, ElementServer>()
const listeners = new Set<() => void>()
let page: PageOptions | null = null
let local: SharedSession | null = null
/** P4 */
let known: readonly FeedSession[] = []
const sessionListeners = new Set<() => void>()

/** P4 The sessions of all elements; the same array until there are others. */
export const pageSessions = (): readonly FeedSession[] => known

/** Calls `listener` when there are other {@link pageSessions}, until it is called off. */
export function followSessions(listener: () => void): () => void {
  sessionListeners.add(listener)
  return () => sessionListeners.delete(listener)
}

function listSessions(): void {
  const all: readonly Shared<unknown>[] = [
    ...(local ? [local] : []),
    ...sessions.values(),
    ...feedSessions.values(),
  ]
  known = all.map(({ session }) => session as FeedSession)
  // Not at once: a session may be made while a component renders.
  queueMicrotask(() => {
    for (const listener of sessionListeners) listener()
  })
}

/**
 * Says how to reach the server of elements, and what they have in common. What an element says itself wins. Calling it
 * again replaces everything, and elements connect again; null is as if it had never been called.
 *
 * @example
 * configure({ url: 'https://api.example.com', getToken: () => fetchToken() })
 */
export function configure(options: PageOptions | null): void {
  page = options
  sessions.clear()
  feedSessions.clear()
  servers.clear()
  listSessions()
  for (const listener of listeners) listener()
}

/** What was configured last; null if nothing was. */
export const pageOptions = (): PageOptions | null => page

/** Calls `listener` after every {@link configure}, until it is called off. */
export function followOptions(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The same for every way to write a server's address. */
function keyOf(url: string): string {
  try {
    return new URL(url === '' ? '/' : url, document.baseURI).href.replace(/\/$/, '')
  } catch {
    return url
  }
}

/** A session that an element uses until it gives it back. */
export interface SessionUse {
  /** The server and the account that it was taken for. */
  readonly key: string
  readonly session: Session
  /** False after another {@link configure}: it has to be taken again. */
  isCurrent(): boolean
  release(): void
}

/** What {@link takeSession} would take: the same text for the same session. */
export function sessionKey(url: string, account: string | undefined): string {
  return `${keyOf(url)} ${account ?? ''}`
}

/** Takes the session of a server, from the point of view of an account. */
export function takeSession(url: string, account: string | undefined): SessionUse {
  const key = keyOf(url)
  const shared = sessions.get(key) ?? create(url, key)
  shared.users += 1
  let isReleased = false
  return {
    key: sessionKey(url, account),
    session: viewOf(shared, account),
    isCurrent: () => sessions.get(key) === shared,
    release() {
      if (isReleased) return
      isReleased = true
      giveBack(sessions, key, shared)
    },
  }
}

/** Forgets a session a while after its last user has given it back. */
function giveBack(all: Map<string, Shared<FeedSession>>, key: string, shared: Shared<FeedSession>) {
  shared.users -= 1
  if (shared.users > 0) return
  shared.session.platform.timers.after(keptMs, () => {
    if (shared.users > 0 || all.get(key) !== shared) return
    all.delete(key)
    listSessions()
  })
}

/** A server that elements name, for feeds other than payments and for commands. */
export interface ElementServer {
  /** As for providers. */
  readonly url: string
  /** P3 Those of {@link configure} if it is for this server. */
  readonly options: Partial<Pick<PageOptions, 'fetch' | 'getToken' | 'persist' | 'platform'>>
}

/** The server of an element: the same object until the next {@link configure}; null for none. */
export function serverOf(ownUrl: string | undefined): ElementServer | null {
  const url = ownUrl ?? page?.url
  if (url === undefined) return null
  const key = keyOf(url)
  let server = servers.get(key)
  if (!server) {
    const { fetch, getToken, persist, platform } = page && keyOf(page.url) === key ? page : {}
    const options = {
      ...(fetch && { fetch }),
      ...(getToken && { getToken }),
      ...(persist !== undefined && { persist }),
      ...(platform && { platform }),
    }
    server = { url, options }
    servers.set(key, server)
  }
  return server
}

/** P1 The session of another feed of a server; `hold` keeps it until it is called off. */
export function feedSessionOf<Feed extends FeedDefinition>(server: ElementServer, feed: Feed) {
  const key = `${keyOf(server.url)} ${feed.name}`
  const found = feedSessions.get(key)
  const shared = found ?? {
    session: createFeedSession({ ...server.options, feed, url: server.url }),
    users: 0,
  }
  if (!found) {
    feedSessions.set(key, shared as unknown as Shared<FeedSession>)
    listSessions()
  }
  return {
    // Under the name of its feed.
    session: shared.session as unknown as FeedSession<Feed>,
    hold() {
      shared.users += 1
      return () => giveBack(feedSessions, key, shared as unknown as Shared<FeedSession>)
    },
  }
}

function create(url: string, key: string): SharedSession {
  const isConfigured = page !== null && keyOf(page.url) === key
  // P3
  const { account: _, tokens, ...options } = page ?? { account: undefined, tokens: undefined }
  const session = createSession({ ...(isConfigured && options), tokens, url })
  const shared: SharedSession = { session, views: new Map(), users: 0 }
  sessions.set(key, shared)
  listSessions()
  return shared
}

/** The session of elements without a server: they show the payment streams that they are given. */
export function localView(account: string | undefined): Session {
  if (!local) {
    local = { session: createLocalSession(), views: new Map(), users: 0 }
    listSessions()
  }
  return viewOf(local, account)
}

/** P2 The same connection, store and ticker. */
function viewOf({ session, views }: SharedSession, account: string | undefined): Session {
  if (account === undefined) return session
  const view = views.get(account) ?? { ...session, account }
  views.set(account, view)
  return view
}
