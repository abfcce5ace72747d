import { describe, expect, it } from 'vitest'
import { CommandError } from '../../src/demo/command-error.ts'
import { createCommands } from '../../src/demo/commands.ts'
import type { Fetch } from '../../src/demo/send-request.ts'
import { printAccountAddress, printContractAddress } from '../../src/feeds/payments/index.ts'

const body = {
  sender: 'GA',
  recipient: 'GB',
  tokenAddress: 'CC',
  ratePerSecond: '1',
  depositedAmount: '2',
}

const wireStream = {
  streamId: '7',
  sender: printAccountAddress(new Uint8Array(32).fill(1)),
  recipient: printAccountAddress(new Uint8Array(32).fill(2)),
  tokenAddress: printContractAddress(new Uint8Array(32).fill(3)),
  ratePerSecond: '1',
  depositedAmount: '100',
  withdrawnAmount: '0',
  startTime: 1_790_000_000,
  lastUpdateTime: 1_790_000_000,
  pausedAt: 1_790_000_010,
  status: 'paused',
  position: 'k3f9a.12',
}

/** Commands before a server that always answers the same, and what it was sent. */
function createAnswered(answer: () => Promise<Response>) {
  const sent: { url: string; init: RequestInit | undefined }[] = []
  const fetch: Fetch = (url, init) => {
    sent.push({ url, init })
    return answer()
  }
  return { sent, commands: createCommands({ fetch, baseUrl: 'http://api' }) }
}

async function failureOf(promise: Promise<unknown>): Promise<CommandError> {
  const failure = await promise.catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(CommandError)
  return failure as CommandError
}

describe('a command', () => {
  it('creates with a body and a key', async () => {
    const { sent, commands } = createAnswered(async () =>
      Response.json({ streamId: '7' }, { status: 201 }),
    )
    await commands.create(body)
    expect(sent[0]?.url).toBe('http://api/streams')
    expect(sent[0]?.init).toMatchObject({
      method: 'POST',
      headers: {
        'idempotency-key': expect.stringMatching(/^[0-9a-f]{32}$/),
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    })
  })

  it('returns the stream and the event that it has caused', async () => {
    const { commands } = createAnswered(async () => Response.json(wireStream))
    expect(await commands.act('7', 'pause')).toEqual({
      stream: expect.objectContaining({ streamId: '7', status: 'paused', depositedAmount: 100n }),
      eventId: 'k3f9a.12',
    })
  })

  it('has worked even if its answer cannot be read', async () => {
    const { commands } = createAnswered(async () => new Response('OK'))
    expect(await commands.act('7', 'pause')).toEqual({ stream: null, eventId: null })
  })

  it('sends no body with an action that takes none', async () => {
    const { sent, commands } = createAnswered(async () => Response.json({}))
    await commands.act('7', 'withdraw')
    expect(sent[0]?.url).toBe('http://api/streams/7/withdraw')
    expect(sent[0]?.init).not.toHaveProperty('body')
    expect(sent[0]?.init?.headers).toEqual({ 'idempotency-key': expect.any(String) })
  })
})

describe('a command that failed', () => {
  it('carries the code and the detail of the problem, and is decided', async () => {
    const { commands } = createAnswered(async () =>
      Response.json({ code: 'nothing_to_withdraw', detail: 'Nothing yet. Wait.' }, { status: 409 }),
    )
    expect(await failureOf(commands.act('7', 'withdraw'))).toMatchObject({
      code: 'nothing_to_withdraw',
      message: 'Nothing yet. Wait.',
      isFinal: true,
    })
  })

  it('is undecided when no answer came', async () => {
    const { commands } = createAnswered(async () => {
      throw new TypeError('Failed to fetch')
    })
    expect(await failureOf(commands.topUp('7', '1'))).toMatchObject({
      code: 'unreachable',
      isFinal: false,
      isNetworkError: true,
    })
  })

  it('is undecided when the server itself is in trouble', async () => {
    const { commands } = createAnswered(async () =>
      Response.json({ code: 'log_unavailable', detail: 'Later.' }, { status: 503 }),
    )
    expect(await failureOf(commands.topUp('7', '1'))).toMatchObject({
      isFinal: false,
      isNetworkError: false,
    })
  })

  it('reports the status of a response that is not from this server, such as a proxy’s error page', async () => {
    const { commands } = createAnswered(async () => new Response('<h1>Oops</h1>', { status: 502 }))
    expect(await failureOf(commands.create(body))).toMatchObject({
      code: 'unreadable',
      message: 'The server responded with 502. Try again.',
    })
  })
})

describe('a command whose answer was lost', () => {
  function createLossy() {
    const keys: (string | null)[] = []
    let nowMs = 0
    let isUp = false
    const commands = createCommands({
      baseUrl: '',
      nowMs: () => nowMs,
      fetch: async (_, init) => {
        keys.push(new Headers(init?.headers).get('idempotency-key'))
        if (!isUp) throw new TypeError('Failed to fetch')
        return Response.json({})
      },
    })
    return {
      keys,
      commands,
      pass: (ms: number) => {
        nowMs += ms
      },
      comeUp: () => {
        isUp = true
      },
    }
  }

  it('goes under the same key when it is sent again, and under another once it was answered', async () => {
    const { keys, commands, comeUp } = createLossy()
    await failureOf(commands.topUp('7', '5'))
    comeUp()
    await commands.topUp('7', '5')
    await commands.topUp('7', '5')
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).not.toBe(keys[0])
  })

  it('does not lend its key to another amount', async () => {
    const { keys, commands } = createLossy()
    await failureOf(commands.topUp('7', '5'))
    await failureOf(commands.topUp('7', '6'))
    expect(keys[1]).not.toBe(keys[0])
  })

  it('sends a new key after a minute: the same withdrawal is then a new intent', async () => {
    const { keys, commands, pass } = createLossy()
    await failureOf(commands.act('7', 'withdraw'))
    pass(60_000)
    await failureOf(commands.act('7', 'withdraw'))
    expect(keys[1]).not.toBe(keys[0])
  })
})
