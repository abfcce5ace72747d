/** The answer of a model as a `streamedQuery` of the real TanStack Query. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { QueryClient, QueryObserver, type UseQueryOptions } from '@tanstack/react-query'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.ts'
import { type CutServer, createCutServer, textOf } from './cut-server.ts'
import { loadRecipe } from './recipe.ts'

/** Far longer than anything takes: a busy machine is not the subject. */
const waitMs = 20_000
vi.setConfig({ testTimeout: 2 * waitMs })

interface Recipe {
  completionOf(url: string, prompt: string): UseQueryOptions<string, Error, string, string[]>
}

const chunk = (delta: object) => `data: ${JSON.stringify({ choices: [{ delta }] })}\n\n`
const head = { 'content-type': 'text/event-stream' }

/** Answers as OpenAI's API does, up to where the test says. */
async function createScene(answer: (response: ServerResponse) => void) {
  const { completionOf } = await loadRecipe<Recipe>('completionOf')
  const prompts: string[] = []
  let hasLeft = false
  const server = await createCutServer(async (request: IncomingMessage, response) => {
    prompts.push(JSON.parse(await textOf(request)).messages[0].content)
    response.on('close', () => {
      hasLeft = !response.writableFinished
    })
    answer(response)
  })
  servers.push(server)
  const client = new QueryClient()
  const query = completionOf(server.url, 'Say hello')
  return { server, client, query, prompts, hasLeft: () => hasLeft }
}

const servers: CutServer[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

describe('the answer of a model in a query', () => {
  it('grows token by token, and is complete after one request', async () => {
    let finish = () => {}
    const { client, query, prompts } = await createScene((response) => {
      response.writeHead(200, head)
      response.write(chunk({ role: 'assistant' }) + chunk({ content: 'Hel' }))
      finish = () => response.end(`${chunk({ content: 'lo' })}data: [DONE]\n\n`)
    })
    const texts: (string | undefined)[] = []
    const observer = new QueryObserver(client, query)
    const leave = observer.subscribe(({ data }) => texts.push(data))
    await until(() => texts.includes('Hel'), waitMs, 'the first token is shown')
    expect(observer.getCurrentResult()).toMatchObject({
      status: 'success',
      fetchStatus: 'fetching',
    })
    finish()
    await until(() => texts.includes('Hello'), waitMs, 'the second token is shown')
    await until(() => !observer.getCurrentResult().isFetching, waitMs, 'the query is over')
    leave()
    await client.fetchQuery(query)
    expect(prompts).toEqual(['Say hello'])
  })

  it('fails when it is cut, keeps what came, and is not asked for again', async () => {
    const { server, client, query, prompts } = await createScene((response) => {
      response.writeHead(200, head)
      response.write(chunk({ content: 'Hel' }))
    })
    const answer = client.fetchQuery(query)
    await until(() => client.getQueryData(query.queryKey) === 'Hel', waitMs, 'a token has come')
    server.cut()
    await expect(answer).rejects.toMatchObject({ code: 'network' })
    expect(client.getQueryData(query.queryKey)).toBe('Hel')
    expect(prompts).toHaveLength(1)
  })

  it('fails when it ends without its last event', async () => {
    const { client, query } = await createScene((response) => {
      response.writeHead(200, head)
      response.end(chunk({ content: 'Hel' }))
    })
    await expect(client.fetchQuery(query)).rejects.toMatchObject({ code: 'ended' })
  })

  it('fails with what the server says', async () => {
    const { client, query } = await createScene((response) => {
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end('{"error":"context_length_exceeded"}')
    })
    await expect(client.fetchQuery(query)).rejects.toMatchObject({
      status: 400,
      bodyExcerpt: '{"error":"context_length_exceeded"}',
    })
  })

  it('waits when it is rate limited, and then asks again', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    let isLimited = true
    const { client, query, prompts } = await createScene((response) => {
      if (isLimited) response.writeHead(429).end()
      else response.writeHead(200, head).end(`${chunk({ content: 'Hi' })}data: [DONE]\n\n`)
      isLimited = false
    })
    expect(await client.fetchQuery(query)).toBe('Hi')
    expect(prompts).toHaveLength(2)
  })

  it('aborts its request when the last component that shows it unmounts', async () => {
    const { client, query, hasLeft } = await createScene((response) => {
      response.writeHead(200, head)
      response.write(chunk({ content: 'Hel' }))
    })
    const leave = new QueryObserver(client, query).subscribe(() => {})
    await until(() => client.getQueryData(query.queryKey) === 'Hel', waitMs, 'a token has come')
    leave()
    await until(hasLeft, waitMs, 'the server sees the client leave')
  })
})
