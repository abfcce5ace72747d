/** docs/bad-input.md against real servers: WRITE_DOCS=1 writes what they answer. */
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groups, type Row } from '../bad-input/rows.ts'
import { type World, type WorldName, worlds } from '../bad-input/worlds.ts'
import { printTable, withGenerated } from './markdown.ts'

const opened = new Map<WorldName, World>()
const rows = Object.values(groups).flat()

/** What is shown of a long request. */
const longest = 60

beforeAll(async () => {
  for (const { world = 'plain' } of rows) {
    if (!opened.has(world)) opened.set(world, await worlds[world]())
  }
}, 60_000)

afterAll(async () => {
  // A second call ends a drain that is under way.
  for (const world of opened.values()) await world.close()
})

interface Answer {
  readonly status: number
  readonly headers: string
  readonly code: string | undefined
  readonly detail: string | undefined
}

function printRequest({ request, raw, body = '', headers }: Row, port: number): string {
  if (raw !== undefined) return raw
  const isPost = request.startsWith('POST')
  const all = {
    host: `127.0.0.1:${port}`,
    ...(isPost && { 'content-type': 'application/json' }),
    ...(isPost && { 'content-length': String(Buffer.byteLength(body)) }),
    connection: 'close',
    ...headers,
  }
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === null ? [] : `${name}: ${value}`,
  )
  return `${request} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

async function ask(row: Row): Promise<Answer> {
  const { port = 0, connection } = opened.get(row.world ?? 'plain') ?? {}
  const socket = connection ? await connection() : connect(port, '127.0.0.1')
  const text = await new Promise<string>((resolve, reject) => {
    socket.write(printRequest(row, port))
    let received = ''
    socket.setEncoding('utf8').on('data', (part: string) => {
      received += part
      // A refusal is a whole answer; a feed that was opened by mistake would never end.
      if (received.includes('text/event-stream')) socket.destroy()
    })
    socket.on('close', () => resolve(received))
    socket.on('error', (error) => (received === '' ? reject(error) : resolve(received)))
  })
  const [headers = '', ...body] = text.split('\r\n\r\n')
  const json = /\{.*\}/s.exec(body.join(''))?.[0]
  const problem = (json === undefined ? {} : JSON.parse(json)) as { code?: string; detail?: string }
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(headers)?.[1] ?? 0),
    headers,
    code: problem.code,
    detail: problem.detail,
  }
}

function describeRequest({
  request,
  raw,
  body = '',
  shown: part = body,
  headers = {},
  world,
}: Row): string {
  const shown = raw === undefined ? [request, ...headerTexts(headers), part] : [raw]
  const text = shown
    .filter((each) => each !== '')
    .map((each) => each.trim().replaceAll('\r\n', '⏎').replaceAll('|', '\\|'))
    .map((each) => (each.length > longest ? `${each.slice(0, longest)}…` : each))
    .map((each) => `\`${each}\``)
    .join(' ')
  return world === undefined || world === 'plain' ? text : `${text}, to a server ${world}`
}

function headerTexts(headers: NonNullable<Row['headers']>): readonly string[] {
  return Object.entries(headers).map(([name, value]) =>
    value === null ? `no ${name}` : `${name}: ${value}`,
  )
}

describe('docs/bad-input.md', () => {
  it('has what real servers answer, at least 60 rows', async () => {
    expect(rows.length).toBeGreaterThanOrEqual(60)
    const tables: string[] = []
    for (const [group, list] of Object.entries(groups)) {
      const cells: string[][] = []
      for (const row of list) {
        const { status, code, detail, headers } = await ask(row)
        expect(status, row.what).toBeGreaterThanOrEqual(400)
        expect(code, row.what).toMatch(/^[a-z_]+$/)
        // What failed, why, and what to do: two sentences at least.
        expect(detail, row.what).toMatch(/\.\s.*\.$/s)
        expect(headers, row.what).toMatch(/^content-type: application\/problem\+json/im)
        if (status === 503 || status === 429)
          expect(headers, row.what).toMatch(/^retry-after: \d/im)
        cells.push([row.what, describeRequest(row), String(status), `\`${code}\``])
      }
      tables.push(`## ${group}\n\n${printTable(['what', 'request', 'status', 'code'], cells)}`)
    }
    const { actual, expected } = withGenerated('docs/bad-input.md', {
      'bad input': `\n${tables.join('\n\n')}\n`,
    })
    expect(actual).toBe(expected)
  }, 60_000)

  it('describes refusals after which the ledger is as it was', async () => {
    const port = opened.get('plain')?.port
    const list = await fetch(`http://127.0.0.1:${port}/streams`)
    const { streams, position } = (await list.json()) as {
      readonly streams: readonly { readonly status: string }[]
      readonly position: string
    }
    expect(streams.map(({ status }) => status)).toEqual(['active', 'paused', 'cancelled', 'active'])
    // Four creations, a top-up, a pause and a cancellation.
    expect(position).toMatch(/\.7$/)
  })
})
