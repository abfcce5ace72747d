/** GraphQL operations at the real graphql-sse: executed once, whatever is cut. */
import { createRequire } from 'node:module'
import { createHandler } from 'graphql-sse/lib/use/http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CutServer, createCutServer } from './cut-server.ts'
import { loadRecipe } from './recipe.ts'

// A busy machine is not the subject.
vi.setConfig({ testTimeout: 40_000 })

// The instance that graphql-sse gets from Node: Vite would resolve another one, for bundlers.
const { buildSchema, parse } = createRequire(import.meta.url)('graphql') as typeof import('graphql')

interface Recipe {
  execute<T>(
    url: string,
    query: string,
    variables?: object,
  ): AsyncIterable<{ readonly data?: T; readonly errors?: readonly { message: string }[] }>
}

let server: CutServer | undefined
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await server?.close()
})

async function createScene({ isEndless = false } = {}) {
  let executions = 0
  const schema = buildSchema(`
    type Query { hello: String }
    type Mutation { pay: Int }
    type Subscription { count(to: Int!): Int }
  `)
  const rootValue = {
    pay: () => ++executions,
    async *count({ to }: { readonly to: number }) {
      executions += 1
      for (let count = 1; count <= to; count++) yield { count }
      if (isEndless) await new Promise(() => {})
    },
  }
  const handler = createHandler({
    onSubscribe: (_, { query, variables }) => ({
      schema,
      rootValue,
      document: parse(query),
      variableValues: variables,
      contextValue: undefined,
    }),
  })
  server = await createCutServer(handler)
  const { execute } = await loadRecipe<Recipe>('execute')
  return { execute, url: server.url, requests: server.requests, executions: () => executions }
}

const subscription = 'subscription ($to: Int!) { count(to: $to) }'

describe('an operation at a graphql-sse server', () => {
  it('that is a subscription is executed once, and ends with complete', async () => {
    const { execute, url, requests, executions } = await createScene()
    const seen: unknown[] = []
    for await (const { data } of execute(url, subscription, { to: 3 })) seen.push(data)
    expect(seen).toEqual([{ count: 1 }, { count: 2 }, { count: 3 }])
    expect({ requests: requests.length, executions: executions() }).toEqual({
      requests: 1,
      executions: 1,
    })
  })

  it('that is a mutation brings its one result', async () => {
    const { execute, url, requests } = await createScene()
    const seen: unknown[] = []
    for await (const { data } of execute(url, 'mutation { pay }')) seen.push(data)
    expect(seen).toEqual([{ pay: 1 }])
    expect(requests).toHaveLength(1)
  })

  it('is executed once when it is cut: the loop fails', async () => {
    const { execute, url, requests, executions } = await createScene({ isEndless: true })
    const seen: unknown[] = []
    const loop = async () => {
      for await (const { data } of execute(url, subscription, { to: 2 })) {
        seen.push(data)
        if (seen.length === 2) server?.cut()
      }
    }
    await expect(loop()).rejects.toMatchObject({ code: 'network' })
    expect(seen).toHaveLength(2)
    expect({ requests: requests.length, executions: executions() }).toEqual({
      requests: 1,
      executions: 1,
    })
  })
})
