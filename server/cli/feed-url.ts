/**
 * The URL of a feed from what was typed. The address of a server is enough: its `/asyncapi.json` says
 * where its first feed is. Without a filter everything is asked for.
 */

/** Short of a feed's own path: an application may be mounted below any. */
const isServer = ({ pathname, search }: URL) => pathname.endsWith('/') && search === ''

/**
 * Answers the URL as it was given when the server does not say more.
 *
 * @param filter added to its query
 */
export async function findFeedUrl(
  given: URL,
  headers: Readonly<Record<string, string>>,
  filter: readonly (readonly [name: string, value: string])[] = [],
): Promise<URL> {
  const url = isServer(given) ? await askServer(given, headers) : new URL(given)
  for (const [name, value] of filter) url.searchParams.append(name, value)
  if (url.search === '') url.searchParams.set('all', 'true')
  return url
}

async function askServer(server: URL, headers: Readonly<Record<string, string>>): Promise<URL> {
  try {
    const answer = await fetch(new URL('asyncapi.json', server), {
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(5_000),
    })
    const { channels } = (await answer.json()) as {
      readonly channels: Readonly<Record<string, { readonly address: string }>>
    }
    const path = Object.values(channels)[0]?.address
    // An application below a path names its feeds with that path where it is aware of it.
    if (path !== undefined) {
      return new URL(path.startsWith(server.pathname) ? path : `.${path}`, server)
    }
  } catch {
    // What is wrong with the server is found by asking it for the feed.
  }
  return new URL('events/subscribe', server)
}
