/** The payments server of wired.ts, with callers that have to show tokens. */
import type { Identity } from '../../server/auth/authenticator.ts'
import { type DevelopmentToken, mintDevelopmentToken } from '../../server/auth/development-token.ts'
import { jwtAuthenticator } from '../../server/auth/jwt.ts'
import { type FeedReader, readFeed } from './feed-reader.ts'
import { createStillTime } from './still-time.ts'
import { createWired, type Json, type Wired, type WiredOptions } from './wired.ts'

export const jwtSettings = {
  secret: 'a secret of thirty-two bytes, at least',
  issuer: 'https://id.example/',
  audience: 'streamgauge',
} as const

export interface Guarded extends Wired {
  /** A token of now, for an hour. */
  token(subject: Identity['subject'], more?: Partial<DevelopmentToken>): Promise<string>
  /** Calls as the bearer of a token: one that is given, or one of an account. */
  callAs(token: string, method: string, path: string, body?: unknown): Promise<Answer>
  /** Subscribes as the bearer of a token. */
  subscribeAs(token: string, query: string, headers?: Record<string, string>): Promise<FeedReader>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Json
}

/** Starts a server that takes tokens, in a world whose time stands still. */
export function createGuarded(options: Omit<WiredOptions, 'authenticator'> = {}): Guarded {
  const time = options.time ?? createStillTime()
  const authenticator = jwtAuthenticator({ ...jwtSettings, clock: time.clock })
  const wired = createWired({ ...options, time, authenticator })
  return {
    ...wired,
    token: (subject, more) =>
      mintDevelopmentToken({
        ...jwtSettings,
        subject: subject ?? '',
        issuedAtMs: time.clock.nowMs(),
        ...more,
      }),
    async callAs(token, method, path, body) {
      const response = await wired.fetch(path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(method !== 'GET' && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const { status, headers } = response
      return { status, headers, body: (await response.json()) as Json }
    },
    async subscribeAs(token, query, headers = {}) {
      const init = { headers: { authorization: `Bearer ${token}`, ...headers } }
      const reader = readFeed(await wired.fetch(`/events/subscribe?${query}`, init))
      await time.settle()
      return reader
    },
  }
}
