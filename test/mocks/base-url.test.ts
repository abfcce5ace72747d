import { describe, expect, it } from 'vitest'
import { createMockBackend, demoAccounts, demoTokens } from '../../src/mocks/index.ts'
import { createHandlers } from '../../src/mocks/msw.ts'

const body = JSON.stringify({
  sender: demoAccounts[0]?.address,
  recipient: demoAccounts[1]?.address,
  tokenAddress: demoTokens[0]?.address,
  ratePerSecond: '1',
  depositedAmount: '100',
})
const headers = { 'content-type': 'application/json' }

describe.each(['', 'https://api.example.com', '/api/payments', 'https://api.example.com/v2'])(
  'a mock whose paths begin with %j',
  (baseUrl) => {
    it('answers below it, and says where a new stream is', async () => {
      const backend = createMockBackend({ baseUrl })
      const url = new URL(`${baseUrl}/streams`, 'http://localhost').href
      const created = await backend.fetch(url, { method: 'POST', headers, body })
      expect(created.status).toBe(201)
      const location = new URL(created.headers.get('location') ?? '', url)
      expect(location.href).toBe(`${url}/1`)
      expect((await backend.fetch(location.href)).status).toBe(200)
      expect(backend.paths).toContain(`${baseUrl}/streams`)
      await backend.close()
    })
  },
)

it('options that are given to createHandlers are refused, since they are those of the backend', async () => {
  const backend = createMockBackend()
  const given = { baseUrl: 'https://api.example.com' } as never
  expect(() => createHandlers(backend, given)).toThrow(
    expect.objectContaining({
      code: 'handlers_options',
      message: expect.stringMatching(/baseUrl.*createMockBackend/),
    }),
  )
  await backend.close()
})
