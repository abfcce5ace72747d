/** How tenants are named, in requests, tokens and the names of logs. Binding a feed to one is in tenant.ts. */

/** How a feed distinguishes its tenants. */
export interface FeedTenancy {
  /** The query parameter that names the tenant in every request, such as `teamId`. */
  readonly parameter: string
  /** The claim of a token that names the tenant of its caller, such as `team_id`. */
  readonly claim: string
  /** The tenant that a definition is bound to by `forTenant`. Left out: none, as a server has it. */
  readonly id?: string
}

/** What the name of a tenant is, in words that follow "is not". */
export const tenantNoun =
  '1 to 64 letters, digits, dots, hyphens or underscores, the first a letter or digit'

/** Whether a text can name a tenant: it becomes part of log names, storage keys and lock names. */
export function isTenantName(text: string): boolean {
  return /^[A-Za-z\d][\w.-]{0,63}$/.test(text)
}

/** The name of the feed of one tenant: no name of a definition contains a colon. */
export function tenantFeedName(name: string, tenant: string): string {
  return `${name}:${tenant}`
}
