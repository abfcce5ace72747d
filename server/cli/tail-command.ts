/** `streamgauge tail`: prints the events of a feed as they come, and resumes when the connection is lost. */
import { createSseClient } from '../../src/connection/sse-client.ts'
import type { ConnectionSnapshot } from '../../src/connection/status.ts'
import {
  type CommandEntry,
  feedOptions,
  readHeaders,
  readUrl,
  readWantedFeed,
  requestOptions,
} from './arguments.ts'
import type { Command } from './command.ts'
import { findFeedUrl } from './feed-url.ts'

const entry: CommandEntry = {
  name: 'tail',
  operands: '<url>',
  meaning: 'Prints the events of a feed as they come, and resumes after a lost connection.',
  options: {
    ...requestOptions,
    ...feedOptions,
    from: {
      type: 'string',
      value: '<id>',
      meaning: 'begins after this event; default: with the next one',
    },
    count: { type: 'string', value: '<number>', meaning: 'ends after so many events' },
    json: { type: 'boolean', meaning: 'prints each event as a line of JSON: id, type, data' },
  },
  notes:
    'The URL is that of a feed, or of a server with a slash at the end. Events are printed to stdout,\n' +
    'the state of the connection to stderr. Ctrl-C ends it and shows where to continue. Exits with 1 if\n' +
    'the server refuses permanently.',
}

/** About the connection: not what a reader of events asked for. */
const unprinted = new Set(['ping', 'connected', 'degraded', 'expiring'])

export const tailCommand: Command = {
  entry,
  async run(given) {
    const headers = readHeaders(given)
    const url = await findFeedUrl(readUrl(entry, given), headers, readWantedFeed(given))
    const most = given.whole('count', 0, 1, 999_999_999)
    return await follow(url, {
      headers,
      most,
      from: given.text('from') ?? '',
      isJson: given.isSet('json'),
    })
  },
}

interface FollowOptions {
  readonly headers: Readonly<Record<string, string>>
  /** 0: no end. */
  readonly most: number
  readonly from: string
  readonly isJson: boolean
}

function follow(url: URL, { headers, most, from, isJson }: FollowOptions): Promise<number> {
  const say = (text: string) => process.stderr.write(`${text}\n`)
  let printed = 0
  let cursor = from
  let isOver = false

  return new Promise((resolve) => {
    const client = createSseClient({
      url: `${url}`,
      headers,
      initialLastEventId: from,
      onListenerError: (error) => say(`An event could not be read: ${error}`),
    })
    // The timers of the client keep no process alive, and between two connections nothing else does.
    const alive = setInterval(() => {}, 60_000)

    function finish(code: number): void {
      if (isOver) return
      isOver = true
      clearInterval(alive)
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
      client.close()
      if (cursor !== '') say(`Continue with --from ${cursor}`)
      resolve(code)
    }
    const onSignal = () => finish(0)
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)

    client.onEvent(({ type, data, lastEventId }) => {
      if (isOver) return
      cursor = lastEventId
      if (unprinted.has(type) || isGreeting(type, data)) return
      process.stdout.write(
        isJson
          ? `${JSON.stringify({ id: lastEventId, type, data: readJson(data) })}\n`
          : `${lastEventId}  ${type}  ${data}\n`,
      )
      printed++
      if (printed === most) finish(0)
    })

    let shown = ''
    client.subscribe(() => {
      const status = client.getSnapshot()
      const text = describe(status, url)
      if (text !== null && text !== shown) say(text)
      shown = text ?? shown
      if (status.status === 'failed') finish(1)
      if (status.status === 'closed') finish(0)
    })
    client.open()
  })
}

/** The greeting of a feed may be an unnamed event. */
function isGreeting(type: string, data: string): boolean {
  if (type !== 'message') return false
  const body = readJson(data)
  return typeof body === 'object' && body !== null && 'type' in body && body.type === 'connected'
}

function readJson(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return data
  }
}

function describe(status: ConnectionSnapshot, url: URL): string | null {
  switch (status.status) {
    case 'open':
      return status.resumedFrom === '' ? 'Connected.' : `Connected, after ${status.resumedFrom}.`
    case 'waiting':
      return `${describeLoss(status.cause, status, url)} Reconnecting in ${(status.delayMs / 1_000).toFixed(1)} s.`
    case 'failed':
      return `The server refused permanently: ${status.error.message}`
    default:
      return null
  }
}

/** Where nothing answers, the address is probably another one; a connection that was lost comes back by itself. */
function describeLoss(cause: string, { lastError }: ConnectionSnapshot, { origin }: URL): string {
  const [, reason] = /^Could not connect: (.+)\. \w+ again\.$/.exec(lastError?.message ?? '') ?? []
  if (cause !== 'network' || reason === undefined) return `Disconnected (${cause}).`
  return `Could not connect to ${origin}: ${reason}. Is a server running there? Check the address and the port.`
}
