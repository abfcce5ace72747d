/**
 * Generic code knows no feed: the words of payments, companies and orders occur neither in its identifiers
 * nor in its texts and comments. An example in a comment that needs a feed uses shipments, which the
 * package does not ship.
 *
 * `stream` always means a payment stream in this repository. Names of the platform that contain it are
 * allowed, and so is `order` for a sequence.
 */
import { describe, expect, it } from 'vitest'
import { readSources } from './sources.ts'

const generic = readSources(
  'src/protocol/*.ts',
  'src/connection/*.ts',
  'src/store/*.ts',
  'src/session.ts',
  'src/feeds/{,resource/}*.ts',
  'src/testing/*.ts',
  'src/query/{,react/}*.ts',
  'src/react/{use-feed,use-feed-status,use-resource,feed-status,feed-provider,feed-context}.{ts,tsx}',
  'src/mocks/{mock-server,network}.ts',
  'server/app*.ts',
  'server/{auth,hub,log,ops}/*.ts',
  'server/feeds/{,resource/}*.ts',
)

/** Names of the platform and of products: removed before the words are looked at. */
const allowed = [
  /\b(?:Readable|Writable|Transform|Event)Stream\w*/g,
  /\bevent[- ]streams?\b/gi,
  /\bRedis Streams?\b/g,
  // The open protocol, its headers and its fields.
  /\bDurable Streams\b/g,
  /\bstream(?:-next-offset|-up-to-date|-cursor|NextOffset|Cursor)\b/gi,
  // The claim of tokens that names the tenant.
  /(['`])companyId\1/g,
  // The option of TextDecoder.decode().
  /\{ stream: (?:true|false) \}/g,
]

const feedWords =
  /^(?:streams?|payments?|company|companies|accounts?|recipients?|senders?|withdraw\w*|orders)$/

/** `order` as a thing: part of an identifier, a topic or an event type, or a whole string. */
const orderAsThing =
  /\border(?:Id|Key|Status|Item|State)\w*|\w+(?:Of|For|By)Order\b|\border[.:_]\w+|(['"`])order\1/g

function feedWordsIn(text: string): readonly string[] {
  const rest = allowed.reduce((left, pattern) => left.replace(pattern, ' '), text)
  const words = rest.replace(/([a-z\d])([A-Z])/g, '$1 $2').match(/[A-Za-z]+/g) ?? []
  return [
    ...words.filter((word) => feedWords.test(word.toLowerCase())),
    ...(rest.match(orderAsThing) ?? []),
  ]
}

describe('the words of a feed', () => {
  it('do not occur in generic code', () => {
    expect(generic.length).toBeGreaterThan(60)
    const found = generic.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          feedWordsIn(line).map((word) => `${path}:${index + 1} ${word}: ${line.trim()}`),
        ),
    )
    expect(found).toEqual([])
  })

  it.each([
    ['const streamId = 1', ['stream']],
    ['the Streams of a user', ['Streams']],
    ['// sends withdrawals', ['withdrawals']],
    ['orderId, "order.updated", order:42', ['orderId', 'order.updated', 'order:42']],
    ["topic: 'order'", ["'order'"]],
    ['a ReadableStream of text/event-stream, by streamgauge, in key order', []],
    ['decode(bytes, { stream: true })', []],
  ])('are recognised: %s', (text, words) => {
    expect(feedWordsIn(text)).toEqual(words)
  })
})
