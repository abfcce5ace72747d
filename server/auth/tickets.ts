/**
 * Tickets for native EventSources, which cannot send headers. A caller with credentials gets a ticket for one filter,
 * and puts it into the URL instead of the credentials.
 *
 *   issued ──use──► in use ──accepted──► spent: the browser reconnects with the same address, and is let in with
 *     │  ▲             │                        the cookie that the first use has set, or with a token, of the
 *     │  └──refused────┘                        same caller, until the credentials expire
 *     └── 30 s ──► gone
 *
 * Of many uses at the same time, the first one is let in alone: for the others the ticket is spent. A use that is
 * refused, and a HEAD, do not spend it.
 *
 * So a URL from a log or a browser history is useless. Tickets do not contain rights: the feed checks them for each
 * use.
 */
import type { SubscribeRequest } from '../../src/feeds/filter-query.ts'
import type { Clock } from '../../src/platform/ports.ts'
import { createProblem } from '../../src/protocol/errors.ts'
import { isLoopbackName } from '../ops/allowed-hosts.ts'
import { Refusal, refuse } from '../ops/problem-response.ts'
import type { Identity } from './authenticator.ts'
import { callerKey } from './caller-key.ts'
import { type CreateSecretStore, createSecretStore, type KeptSecret } from './secret-store.ts'

/** What a ticket lets its caller ask for: the request without what each use brings itself. */
export interface TicketRequest extends Pick<SubscribeRequest, 'topics' | 'snapshot'> {
  /** Of which tenant; null for a feed without tenants. */
  readonly tenant: string | null
}

/** A use of a ticket that may be let in. One of the two functions has to be called. */
export interface TicketUse {
  readonly identity: Identity
  readonly request: TicketRequest
  /**
   * The subscription was accepted: spends the ticket.
   *
   * @returns `Set-Cookie` of the answer; null when the caller has a good cookie, or needs none.
   * @throws LogError `log_unavailable` when the servers that share tickets cannot record it: the subscription must be
   *   refused then
   */
  accept(): Promise<string | null>
  /** The subscription was refused, or nothing but a HEAD. Has no effect after {@link TicketUse.accept}. */
  abandon(): void
}

export interface Tickets {
  /**
   * @param address of the caller, which stands in for a subject that it does not have
   * @throws Refusal `too_many_tickets`, LogError `log_unavailable`
   */
  issue(
    feed: string,
    identity: Identity,
    request: TicketRequest,
    address: string | undefined,
  ): Promise<IssuedTicket>
  /**
   * Begins a use of a ticket.
   *
   * @param identify finds out who the caller is by other credentials; asked for a spent ticket without a cookie.
   * @throws Refusal `ticket_invalid`, LogError `log_unavailable`: a ticket is never accepted unchecked
   */
  redeem(
    feed: string,
    ticket: string,
    request: Request,
    identify: () => Promise<Identity>,
  ): Promise<TicketUse>
  /**
   * Renews the cookie of a caller, if the request has one of the same caller.
   *
   * @returns the `Set-Cookie`, or null
   */
  renewCookie(request: Request, identity: Identity): Promise<string | null>
}

/** The answer to a request for a ticket. */
export interface IssuedTicket {
  readonly ticket: string
  /** Until when it can be used first, Unix ms. */
  readonly expiresAtMs: number
}

const ticketMs = 30_000
/** A use that takes longer was that of a process which is gone. */
const longestUseMs = 60_000
/** For callers whose credentials never expire: with AUTH=off, and with authenticators without `expiresAtMs`. */
const longestMs = 86_400_000
const ticketsPerSubject = 100
/** Many callers without a subject may come from one address: that of a proxy, or of an office. */
const ticketsPerAddress = 5_000
const cookiesPerSubject = 20
const total = 50_000

/** The name of the cookie. */
export const cookieName = 'streamgauge_session'

interface Ticket {
  readonly feed: string
  readonly identity: Identity
  readonly request: TicketRequest
}

/** Each is one of {@link KeptSecret.state}. */
const [issued, inUse, spent] = ['issued', 'in use', 'spent']

/** @param options.expectOwnPage checks that a request with a cookie comes from an allowed page. */
export function createTickets(options: {
  readonly clock: Clock
  readonly expectOwnPage: (request: Request) => void
  /** Default: in the memory of this process. */
  readonly createStore?: CreateSecretStore
}): Tickets {
  const { clock, expectOwnPage } = options
  const { createStore = createSecretStore } = options
  const tickets = createStore<Ticket>({ name: 'tickets', total, clock })
  const sessions = createStore<Identity>({ name: 'sessions', total, clock })

  const endOf = ({ expiresAtMs }: Identity) => expiresAtMs ?? clock.nowMs() + longestMs

  async function sessionOf(request: Request) {
    const secret = readCookie(request.headers.get('cookie') ?? '')
    const found = secret === null ? null : await sessions.find(secret)
    return secret === null || found === null ? null : { secret, identity: found.value }
  }

  async function giveCookie(request: Request, identity: Identity): Promise<string | null> {
    const own = await sessionOf(request)
    if (own !== null && isSameCaller(own.identity, identity)) {
      await sessions.set(own.secret, identity, endOf(identity))
      return printCookie(own.secret, request, endOf(identity) - clock.nowMs())
    }
    const owner = { key: callerKey(identity, undefined) ?? '', most: cookiesPerSubject }
    const secret = await sessions.add(owner, identity, endOf(identity))
    return secret === null ? null : printCookie(secret, request, endOf(identity) - clock.nowMs())
  }

  /** Who uses a spent ticket: its caller again, by cookie or by other credentials. */
  async function identifyAgain(request: Request, identify: () => Promise<Identity>) {
    const session = await sessionOf(request)
    if (session === null) return await identify()
    // The browser adds the cookie for any page, so the page counts here even though nothing is changed.
    expectOwnPage(request)
    return session.identity
  }

  /** HEAD is answered without a subscription, so another request may use the ticket meanwhile. */
  function begin(secret: string, isHead: boolean): Promise<KeptSecret<Ticket> | null> {
    // A use takes its time, in which the ticket must be known to be in use.
    const untilMs = clock.nowMs() + longestUseMs
    return isHead ? tickets.find(secret) : tickets.move(secret, [issued], inUse, untilMs)
  }

  return {
    async issue(feed, identity, request, address) {
      const untilMs = Math.min(clock.nowMs() + ticketMs, endOf(identity))
      const most = identity.subject === null ? ticketsPerAddress : ticketsPerSubject
      const owner = { key: callerKey(identity, address) ?? '', most }
      const ticket = await tickets.add(owner, { feed, identity, request }, untilMs, issued)
      if (ticket !== null) return { ticket, expiresAtMs: untilMs }
      const detail = 'No ticket was issued: this server remembers as many as it may. Retry later.'
      throw new Refusal(createProblem('too_many_tickets', detail), 30)
    },
    async redeem(feed, secret, request, identify) {
      const isHead = request.method === 'HEAD'
      const found = await begin(secret, isHead)
      const abandon = (untilMs: number) => {
        // One that cannot be given back stays unusable.
        if (!isHead) tickets.move(secret, [inUse], issued, untilMs).catch(() => undefined)
      }
      if (found === null || found.value.feed !== feed) {
        if (found?.state === issued) abandon(found.untilMs)
        throw invalid('it is unknown, older than 30 s, or for another feed')
      }
      const { value, untilMs } = found
      const { identity } = value
      const spend = (ms: number) => tickets.move(secret, [issued, inUse, spent], spent, ms)
      if (found.state === issued) {
        return {
          identity,
          request: value.request,
          async accept() {
            await spend(endOf(identity))
            return isOpenToAll(identity) ? null : await giveCookie(request, identity)
          },
          abandon: () => abandon(untilMs),
        }
      }
      const again = await identifyAgain(request, identify).catch((error: unknown) => {
        const isRefused = error instanceof Refusal && error.problem.status === 401
        throw isRefused ? invalid('it was used before, and the request has no credentials') : error
      })
      if (!isSameCaller(again, identity)) throw invalid('it was used before, by another caller')
      return {
        identity: again,
        request: value.request,
        async accept() {
          // It lasts as long as the credentials that came with it.
          await spend(endOf(again))
          return null
        },
        abandon() {},
      }
    },
    async renewCookie(request, identity) {
      const session = await sessionOf(request)
      return session !== null && isSameCaller(session.identity, identity)
        ? await giveCookie(request, identity)
        : null
    },
  }
}

/** A trusted caller without a subject needs no cookie: there is no identity that it could prove. */
function isOpenToAll({ subject, isTrusted }: Identity): boolean {
  return subject === null && isTrusted
}

export function isSameCaller(one: Identity, other: Identity): boolean {
  return (
    one.subject === other.subject &&
    one.isTrusted === other.isTrusted &&
    (one.tenant ?? null) === (other.tenant ?? null)
  )
}

function readCookie(header: string): string | null {
  for (const pair of header.split(';')) {
    const [name = '', value = ''] = pair.trim().split('=')
    if (name === cookieName && value !== '') return value
  }
  return null
}

/**
 * Without `Path`, the browser sends it only to the directory of the subscription, wherever the application is mounted.
 * Without TLS it works on loopback hosts only.
 */
function printCookie(secret: string, request: Request, lifetimeMs: number): string {
  const { protocol, hostname } = new URL(request.url)
  const seconds = Math.max(0, Math.floor(lifetimeMs / 1_000))
  const parts = [
    `${cookieName}=${secret}`,
    `Max-Age=${seconds}`,
    'HttpOnly',
    'SameSite=Strict',
    // TLS may end at a proxy, so the scheme of the request does not say whether there is any.
    ...(protocol === 'https:' || !isLoopbackName(hostname) ? ['Secure'] : []),
  ]
  return parts.join('; ')
}

function invalid(reason: string): Refusal {
  return refuse(
    'ticket_invalid',
    `The ticket was not accepted: ${reason}. Ask the server for a new one.`,
  )
}
