import { describe, expect, it } from 'vitest'
import { printAccountAddress, printContractAddress } from '../../../src/feeds/payments/index.ts'
import { CommandError, type StreamCommand } from '../../../src/react/actions/command.ts'
import { createHttpSend, fieldOfProblem } from '../../../src/react/actions/http-send.ts'

const stream = {
  sender: 'GA',
  recipient: 'GB',
  tokenAddress: 'CC',
  ratePerSecond: 1n,
  depositedAmount: 10n ** 30n,
}
const create: StreamCommand = { kind: 'create', stream }
const topUp: StreamCommand = { kind: 'top-up', streamId: '7', amount: 5n }
const pause: StreamCommand = { kind: 'pause', streamId: '7' }

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

/** Sends commands to a server that always answers the same; with what it was sent. */
function createAnswered(answer: () => Promise<Response>) {
  const sent: { url: string; init: RequestInit }[] = []
  const send = createHttpSend({
    url: 'http://api/',
    headers: async () => ({ authorization: 'Bearer t' }),
    fetch: (url, init) => {
      sent.push({ url, init })
      return answer()
    },
  })
  return { sent, send: (command: StreamCommand) => send(command, { idempotencyKey: 'k1' }) }
}

async function failureOf(promise: Promise<unknown>): Promise<CommandError> {
  const failure = await promise.catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(CommandError)
  return failure as CommandError
}

describe('a command over HTTP', () => {
  it('creates with amounts as strings, the key, and the headers that were asked for', async () => {
    const { sent, send } = createAnswered(async () =>
      Response.json({ streamId: '7' }, { status: 201 }),
    )
    await send(create)
    expect(sent[0]?.url).toBe('http://api/streams')
    expect(sent[0]?.init).toMatchObject({
      method: 'POST',
      headers: {
        authorization: 'Bearer t',
        'idempotency-key': 'k1',
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        sender: 'GA',
        recipient: 'GB',
        tokenAddress: 'CC',
        ratePerSecond: '1',
        depositedAmount: `1${'0'.repeat(30)}`,
      }),
    })
  })

  it('returns the stream and the event that it has caused', async () => {
    const { send } = createAnswered(async () => Response.json(wireStream))
    expect(await send(pause)).toEqual({
      stream: expect.objectContaining({ streamId: '7', status: 'paused', depositedAmount: 100n }),
      eventId: 'k3f9a.12',
    })
  })

  it('has worked even if its answer cannot be read', async () => {
    const { send } = createAnswered(async () => new Response('OK'))
    expect(await send(pause)).toEqual({ stream: null, eventId: null })
  })

  it('sends no body with an action that takes none', async () => {
    const { sent, send } = createAnswered(async () => Response.json({}))
    await send({ kind: 'withdraw', streamId: '../7' })
    expect(sent[0]?.url).toBe('http://api/streams/..%2F7/withdraw')
    expect(sent[0]?.init).not.toHaveProperty('body')
  })
})

describe('a command over HTTP that failed', () => {
  it('is refused with the code and the detail of the problem', async () => {
    const { send } = createAnswered(async () =>
      Response.json({ code: 'nothing_to_withdraw', detail: 'Nothing yet. Wait.' }, { status: 409 }),
    )
    expect(await failureOf(send(pause))).toMatchObject({
      code: 'nothing_to_withdraw',
      message: 'Nothing yet. Wait.',
      outcome: 'refused',
    })
  })

  it('has an unknown outcome when no answer came', async () => {
    const { send } = createAnswered(async () => {
      throw new TypeError('Failed to fetch')
    })
    expect(await failureOf(send(topUp))).toMatchObject({ code: 'unreachable', outcome: 'unknown' })
  })

  it('has an unknown outcome when the server itself is in trouble', async () => {
    const { send } = createAnswered(async () =>
      Response.json({ code: 'log_unavailable', detail: 'Later.' }, { status: 503 }),
    )
    expect(await failureOf(send(topUp))).toMatchObject({
      code: 'log_unavailable',
      outcome: 'unknown',
    })
  })

  it('has an unknown outcome when something else answered, such as a proxy', async () => {
    const { send } = createAnswered(async () => new Response('<h1>Oops</h1>', { status: 502 }))
    const failure = await failureOf(send(create))
    expect(failure).toMatchObject({ code: 'unreadable', outcome: 'unknown' })
    expect(failure.message).toMatch(/^The server responded with 502/)
  })

  it('names the value that was refused', async () => {
    const { send } = createAnswered(async () =>
      Response.json({ code: 'bad_amount', detail: 'Not an amount.' }, { status: 400 }),
    )
    expect((await failureOf(send(topUp))).field).toBe('amount')
    expect((await failureOf(send(create))).field).toBe('depositedAmount')
    expect((await failureOf(send(pause))).field).toBeUndefined()
  })

  it.each([
    ['bad_address', 'The value of recipient is not a Stellar account.', 'recipient'],
    ['bad_amount', 'The value of ratePerSecond is not an amount.', 'ratePerSecond'],
    ['amount_out_of_range', 'The value of depositedAmount does not fit.', 'depositedAmount'],
    ['same_party', 'The stream was refused: its sender is its recipient.', 'recipient'],
    ['rate_zero', 'A stream that pays nothing.', 'ratePerSecond'],
    ['bad_time', 'The value of startTime is not a time.', 'startTime'],
    ['too_many_requests', 'The sender is too fast.', undefined],
  ])('with %s: "%s" is about %s', (code, detail, field) => {
    expect(fieldOfProblem(code, detail)).toBe(field)
  })
})
