/** What a feed is given for routes of its own, and what it says about whether it may be subscribed to. Types only. */
import type { Problem } from '../../src/protocol/errors.ts'
import type { Identity } from '../auth/authenticator.ts'
import type { AnswerList } from '../ops/list-answer.ts'
import type { Methods } from '../ops/route.ts'

/** What the routes of a feed are added to, and what they may use. */
export interface RouteHost {
  /**
   * Adds a path of the application with all its methods. At most `config.maxReads` GETs run at the same time; others
   * wait, and are refused with `too_busy` when too many are waiting.
   *
   * @param access `public`: anyone may use it. Default `callers`: those that the authenticator accepts.
   */
  route(path: string, methods: Methods, access?: 'callers' | 'public'): void
  /**
   * Identifies the caller of a request. The authenticator is called once for each request, however often this is
   * called.
   *
   * @throws Refusal when the credentials are missing, invalid or revoked.
   */
  identify(request: Request): Promise<Identity>
  /**
   * The caller of a request and the tenant that its query names; null for a feed without tenants.
   *
   * @param named the tenant, where something else names it, such as the path
   * @throws Refusal when the caller is unknown, or may not act for that tenant
   */
  admit(
    request: Request,
    named?: string,
  ): Promise<{ readonly identity: Identity; readonly tenant: string | null }>
  /**
   * Ends the connections of a tenant with a problem: the one that {@link Availability.refusal} answers new ones with.
   *
   * @param tenant null for a feed without tenants
   */
  endConnections(tenant: string | null, problem: Problem): void
  /** Open connections of each tenant that has any; of a feed without tenants under the empty text. */
  connections(): ReadonlyMap<string, number>
  /** Largest request body in bytes. */
  readonly maxBodyBytes: number
  /** Answers with a long list as JSON, in parts: as fast as the caller reads, and yielding to other work. */
  readonly answerList: AnswerList
  /** Await it between the steps of a long read: resolves at once, or after other work had its turn. */
  nextTurn(): Promise<void>
}

/** Whether a feed may be subscribed to at present, as a whole or by one tenant. */
export interface Availability {
  /** Resolves when {@link Availability.refusal} can be asked. Awaited for every subscription. Default: at once. */
  ready?(): Promise<void>
  /** Why this tenant is refused, such as a feature that is switched off; null: it is not. */
  refusal(tenant: string | null): Problem | null
}
