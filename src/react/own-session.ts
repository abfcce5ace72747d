/**
 * A session that a provider makes from its props and keeps while they mean the same session. Independent
 * of the feed; the provider says how a session is made and what makes it another one.
 */
import { useEffect, useInsertionEffect, useRef, useState } from 'react'
import type { PerRequest, RequestContext } from '../connection/attempt.ts'

/** The options that are followed while a session lives. All others are read once. */
interface LiveOptions<Filter> {
  readonly url?: PerRequest<string> | undefined
  readonly getToken?: ((context: RequestContext) => string | Promise<string>) | undefined
  readonly resync?: ((...given: never[]) => unknown) | undefined
  readonly filter?: Filter | undefined
}

interface OwnedSession<Filter> {
  setFilter(filter: Filter | undefined): void
}

/**
 * @param identity what, when it changes, means another session; plain data
 * @param create makes the session; it calls the functions of the latest render
 */
export function useOwnSession<
  Filter,
  Options extends LiveOptions<Filter>,
  Session extends OwnedSession<Filter>,
>(options: Options, identity: readonly unknown[], create: (options: Options) => Session): Session {
  const latest = useRef(options)
  // The session may connect in an effect of this commit, and effects of children run first; insertion
  // effects run before all of them.
  useInsertionEffect(() => {
    latest.current = options
  })
  const { url, filter } = options
  const key = JSON.stringify([url, typeof url, ...identity])
  const make = () => ({ key, session: create(callingLatest(options, latest)) })
  const [made, setMade] = useState(make)
  // State derived from changed props is set during the render, not after it.
  if (made.key !== key) setMade(make())
  const { session } = made
  const filterContent = JSON.stringify(filter)
  useEffect(() => {
    session.setFilter(filterContent ? (JSON.parse(filterContent) as Filter) : undefined)
  }, [session, filterContent])
  return session
}

/** The options with functions that call those of the latest render. */
function callingLatest<Filter, Options extends LiveOptions<Filter>>(
  first: Options,
  latest: { readonly current: Options },
): Options {
  const live = { ...first } as Record<string, unknown>
  for (const name of ['url', 'getToken', 'resync'] as const) {
    const given = first[name]
    if (typeof given !== 'function') continue
    live[name] = (...args: never[]) => {
      const now = latest.current[name]
      return (typeof now === 'function' ? now : given)(...args)
    }
  }
  // Each function takes and returns what the option of its name does.
  return live as unknown as Options
}
