/** MCP over streamable HTTP, with the server of the real SDK: a tool runs once, whatever is cut. */
import { randomUUID } from 'node:crypto'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import {
  type EventStore,
  StreamableHTTPServerTransport,
} from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.ts'
import { type CutServer, createCutServer } from './cut-server.ts'
import { loadRecipe } from './recipe.ts'

/** Far longer than anything takes: a busy machine is not the subject. */
const waitMs = 20_000
vi.setConfig({ testTimeout: 2 * waitMs })

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: { readonly progress?: number; readonly data?: unknown }
  readonly result?: { readonly content: readonly { readonly text: string }[] }
}

interface Recipe {
  createMcpClient(url: string): {
    open(): Promise<void>
    callTool(name: string, args: object): AsyncIterable<Message>
    notifications(signal: AbortSignal): AsyncIterable<Message>
  }
}

/** In order: the SDK's own example sorts ids of the same millisecond at random. */
function createEventStore(): EventStore {
  const entries: { readonly streamId: string; readonly message: JSONRPCMessage }[] = []
  return {
    storeEvent: async (streamId, message) => `${entries.push({ streamId, message }) - 1}`,
    getStreamIdForEventId: async (id) => entries[Number(id)]?.streamId,
    async replayEventsAfter(lastEventId, { send }) {
      const streamId = entries[Number(lastEventId)]?.streamId ?? ''
      for (const [index, entry] of entries.entries()) {
        if (index > Number(lastEventId) && entry.streamId === streamId) {
          await send(`${index}`, entry.message)
        }
      }
      return streamId
    },
  }
}

interface SceneOptions {
  readonly eventStore?: EventStore
  /** The tool does this between its first half and its second. */
  halfway(scene: { readonly closeStream: () => void }): Promise<void>
}

let server: CutServer | undefined
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await server?.close()
})

async function createScene({ eventStore, halfway }: SceneOptions) {
  let executions = 0
  const mcp = new McpServer({ name: 'test', version: '1.0.0' }, { capabilities: { logging: {} } })
  mcp.registerTool('transfer', { description: 'Reports two steps.' }, async (extra) => {
    executions += 1
    const progressToken = extra._meta?.progressToken ?? 0
    const report = (progress: number) =>
      extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 2 },
      })
    await report(1)
    await halfway({ closeStream: () => extra.closeSSEStream?.() })
    await report(2)
    return { content: [{ type: 'text', text: `executed ${executions}` }] }
  })
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    retryInterval: 10,
    ...(eventStore && { eventStore }),
  })
  await mcp.connect(transport as Parameters<McpServer['connect']>[0])
  server = await createCutServer((request, response) => transport.handleRequest(request, response))
  const { createMcpClient } = await loadRecipe<Recipe>('createMcpClient')
  const client = createMcpClient(`${server.url}/mcp`)
  await client.open()
  const { requests, cut } = server
  return { mcp, client, requests, cut, executions: () => executions }
}

const summaryOf = ({ params, result }: Message) => result?.content[0]?.text ?? params?.progress

describe('a tool of an MCP server', () => {
  it('reports its progress and its result in the answer to one POST', async () => {
    const { client, requests, executions } = await createScene({ halfway: async () => {} })
    const seen: unknown[] = []
    for await (const message of client.callTool('transfer', {})) seen.push(summaryOf(message))
    expect(seen).toEqual([1, 2, 'executed 1'])
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST'])
    expect(executions()).toBe(1)
  })

  it('runs once when the connection is cut in the middle: a GET brings the rest', async () => {
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const scene = await createScene({ eventStore: createEventStore(), halfway: () => released })
    const seen: unknown[] = []
    for await (const message of scene.client.callTool('transfer', {})) {
      seen.push(summaryOf(message))
      if (seen.length > 1) continue
      scene.cut()
      release()
    }
    expect(seen).toEqual([1, 2, 'executed 1'])
    expect(scene.executions()).toBe(1)
    const calls = scene.requests.slice(2)
    expect(calls.map(({ method }) => method)).toEqual(['POST', 'GET'])
    expect(calls[1]?.cursor).not.toBeNull()
  })

  it('runs once when the server ends its answer to be asked later', async () => {
    const scene = await createScene({
      eventStore: createEventStore(),
      halfway: async ({ closeStream }) => closeStream(),
    })
    const seen: unknown[] = []
    for await (const message of scene.client.callTool('transfer', {})) seen.push(summaryOf(message))
    expect(seen).toEqual([1, 2, 'executed 1'])
    expect(scene.executions()).toBe(1)
    expect(scene.requests.slice(2).map(({ method }) => method)).toEqual(['POST', 'GET'])
  })

  it('runs once at a server without ids: the call fails', async () => {
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const scene = await createScene({ halfway: () => released })
    const call = async () => {
      for await (const _ of scene.client.callTool('transfer', {})) scene.cut()
    }
    await expect(call()).rejects.toMatchObject({ code: 'network' })
    release()
    expect(scene.executions()).toBe(1)
    expect(scene.requests.slice(2).map(({ method }) => method)).toEqual(['POST'])
  })
})

describe('the notifications of an MCP server', () => {
  it('are resumed by GET, each once and in order', async () => {
    const scene = await createScene({
      eventStore: createEventStore(),
      halfway: async () => {},
    })
    const leaving = new AbortController()
    const seen: unknown[] = []
    const say = (data: number) => scene.mcp.server.sendLoggingMessage({ level: 'info', data })
    const listening = (async () => {
      for await (const { params } of scene.client.notifications(leaving.signal)) {
        seen.push(params?.data)
      }
    })()
    const isListening = () =>
      scene.requests.some(({ method, isAnswered }) => method === 'GET' && isAnswered())
    await until(isListening, waitMs, 'the answer has begun')
    for (const part of [1, 2, 3]) {
      await say(part)
      await until(() => seen.at(-1) === part, waitMs, `${part} arrives`)
      scene.cut()
      await say(part + 0.5)
      await until(() => seen.at(-1) === part + 0.5, waitMs, `${part + 0.5} is replayed`)
    }
    leaving.abort()
    await expect(listening).rejects.toMatchObject({ name: 'AbortError' })
    expect(seen).toEqual([1, 1.5, 2, 2.5, 3, 3.5])
  })
})
