/**
 * The commands of the payments feed: what changes streams. Reads the request, asks the ledger, and
 * answers the stream as it now is. The rules of money are the ledger's, not repeated here.
 */
import type { Context, Hono } from 'hono'
import { idempotencyKeyHeader } from '../../src/protocol/headers.ts'
import { printStreamState } from '../../src/protocol/stream-state.ts'
import type { AppEnv } from '../app-env.ts'
import type { Authenticator } from '../auth/authenticator.ts'
import type { CommandOptions, CommandResult, Ledger, StreamCommand } from '../ledger/commands.ts'
import { Refusal } from '../ops/problem-response.ts'
import { expectNoBody, readJsonObject } from '../ops/request-body.ts'
import { addRoute, type Handler, queryOf } from '../ops/routes.ts'
import {
  checkFields,
  checkQuery,
  readAccount,
  readPositiveUnits,
  readSeconds,
  readStreamId,
  readToken,
} from './request-fields.ts'

/** What the commands need. */
export interface CommandDeps {
  readonly ledger: Ledger
  readonly authenticator: Authenticator
  readonly maxBodyBytes: number
}

/** `POST /streams`: 201 with the new stream, its id assigned. */
export function createStream({ ledger, authenticator, maxBodyBytes }: CommandDeps): Handler {
  return async (context) => {
    checkQuery(queryOf(context), [])
    const options = await commandOptions(context, authenticator)
    const body = await readJsonObject(context.req.raw, maxBodyBytes)
    checkFields(
      body,
      ['sender', 'recipient', 'tokenAddress', 'ratePerSecond', 'depositedAmount'],
      ['startTime'],
    )
    const result = await ledger.create(
      {
        sender: readAccount(body['sender'], 'sender'),
        recipient: readAccount(body['recipient'], 'recipient'),
        tokenAddress: readToken(body['tokenAddress'], 'tokenAddress'),
        ratePerSecond: readPositiveUnits(body['ratePerSecond'], 'ratePerSecond'),
        depositedAmount: readPositiveUnits(body['depositedAmount'], 'depositedAmount'),
        ...(body['startTime'] === undefined
          ? {}
          : { startTime: readSeconds(body['startTime'], 'startTime') }),
      },
      options,
    )
    context.header('location', `/streams/${result.stream.streamId}`)
    return answer(context, result, 201)
  }
}

/** The commands on one stream: `POST /streams/:id/<name>`. */
export function addStreamCommands(app: Hono<AppEnv>, deps: CommandDeps): void {
  const { ledger, authenticator, maxBodyBytes } = deps

  addRoute(app, '/streams/:id/top-up', {
    POST: async (context) => {
      const streamId = target(context)
      const options = await commandOptions(context, authenticator)
      const body = await readJsonObject(context.req.raw, maxBodyBytes)
      checkFields(body, ['amount'])
      const amount = readPositiveUnits(body['amount'], 'amount')
      return answer(context, await ledger.topUp({ streamId, amount }, options))
    },
  })

  const bare: Record<
    string,
    (command: StreamCommand, o: CommandOptions) => Promise<CommandResult>
  > = {
    withdraw: (command, options) => ledger.withdraw(command, options),
    cancel: (command, options) => ledger.cancel(command, options),
    pause: (command, options) => ledger.pause(command, options),
    resume: (command, options) => ledger.resume(command, options),
  }
  for (const [name, run] of Object.entries(bare)) {
    addRoute(app, `/streams/:id/${name}`, {
      POST: async (context) => {
        const streamId = target(context)
        const options = await commandOptions(context, authenticator)
        await expectNoBody(context.req.raw, maxBodyBytes)
        return answer(context, await run({ streamId }, options))
      },
    })
  }
}

function target(context: Context<AppEnv>): string {
  checkQuery(queryOf(context), [])
  return readStreamId(context.req.param('id') ?? '', 'the path')
}

async function commandOptions(
  context: Context<AppEnv>,
  authenticator: Authenticator,
): Promise<CommandOptions> {
  const auth = await authenticator.authenticate(context.req.raw)
  if (!auth.ok) throw new Refusal(auth.problem)
  const { isTrusted, subject } = auth.identity
  const idempotencyKey = context.req.header(idempotencyKeyHeader)
  return {
    // A caller who has proven nothing may act for nobody.
    ...(isTrusted ? {} : { actor: subject ?? '' }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  }
}

function answer(
  context: Context<AppEnv>,
  result: CommandResult,
  status: 200 | 201 = 200,
): Response {
  return context.json(printStreamState(result.stream, result.position), status)
}
