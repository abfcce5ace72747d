/**
 * The URL of a feed from what was typed. The address of a server is enough: its `/asyncapi.json` says
 * where its feeds are. Without a filter everything is asked for.
 */
import { UsageError, type WantedFeed } from './arguments.ts'

/** Short of a feed's own path: an application may be mounted below any. */
const isServer = ({ pathname, search }: URL) => pathname.endsWith('/') && search === ''

/**
 * Answers the URL as it was given when the server does not say more.
 *
 * @throws UsageError for a feed that the server does not have
 */
export async function findFeedUrl(
  given: URL,
  headers: Readonly<Record<string, string>>,
  { feed, filter }: WantedFeed = { feed: undefined, filter: [] },
): Promise<URL> {
  if (feed !== undefined && !isServer(given)) {
    throw new UsageError('--feed needs the address of a server, with a slash at the end.')
  }
  const url = isServer(given) ? await askServer(given, headers, feed) : new URL(given)
  for (const [name, value] of filter) url.searchParams.append(name, value)
  if (url.search === '') url.searchParams.set('all', 'true')
  return url
}

async function askServer(
  server: URL,
  headers: Readonly<Record<string, string>>,
  feed: string | undefined,
): Promise<URL> {
  try {
    const answer = await fetch(new URL('asyncapi.json', server), {
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(5_000),
    })
    const { channels } = (await answer.json()) as { readonly channels: Channels }
    const path = addressIn(channels, feed)
    // An application below a path names its feeds with that path where it is aware of it.
    if (path !== undefined) {
      return new URL(path.startsWith(server.pathname) ? path : `.${path}`, server)
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    // What is wrong with the server is found by asking it for the feed.
  }
  return new URL('events/subscribe', server)
}

type Channels = Readonly<Record<string, { readonly address: string }>>

/** @throws UsageError for a feed that is not there */
function addressIn(channels: Channels, feed: string | undefined): string | undefined {
  if (feed === undefined) return Object.values(channels)[0]?.address
  const found = Object.hasOwn(channels, feed) ? channels[feed] : undefined
  if (found !== undefined) return found.address
  // A name with a point is another way to read the same feed.
  const names = Object.keys(channels).filter((name) => !name.includes('.'))
  throw new UsageError(`--feed is "${feed}": the server has no such feed. Use ${names.join(', ')}.`)
}
