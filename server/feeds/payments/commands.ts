/**
 * The commands of the payments feed: what changes streams. Reads the request, asks the ledger, and
 * answers the stream as it now is. The rules of money are the ledger's, not repeated here.
 */
import { printStreamState } from '../../../src/feeds/payments/stream-state.ts'
import { idempotencyKeyHeader } from '../../../src/protocol/headers.ts'
import type { CommandResult, Ledger } from '../../ledger/commands.ts'
import type { CommandOptions, StreamCommand } from '../../ledger/stream-commands.ts'
import { expectNoBody, readJsonObject } from '../../ops/request-body.ts'
import { checkFields, checkQuery } from '../../ops/request-fields.ts'
import type { Handler, RouteContext } from '../../ops/route.ts'
import { queryOf } from '../../ops/routes.ts'
import type { RouteHost } from '../server-feed.ts'
import { readPositiveUnits, readRate, readSeconds } from './request-fields.ts'
import { expectMayWrite } from './rights.ts'

/** `POST /streams`: 201 with the new stream, its id assigned. */
export function createStream(host: RouteHost, ledger: Ledger): Handler {
  return async (context) => {
    checkQuery(queryOf(context), [])
    const options = await commandOptions(context, host)
    const body = await readJsonObject(context.req.raw, host.maxBodyBytes)
    checkFields(
      body,
      ['sender', 'recipient', 'tokenAddress', 'ratePerSecond', 'depositedAmount'],
      ['startTime'],
    )
    const result = await ledger.create(
      {
        // As they came: the ledger checks them, also for callers without HTTP.
        sender: body['sender'] as string,
        recipient: body['recipient'] as string,
        tokenAddress: body['tokenAddress'] as string,
        ratePerSecond: readRate(body['ratePerSecond'], 'ratePerSecond'),
        depositedAmount: readPositiveUnits(body['depositedAmount'], 'depositedAmount'),
        ...(body['startTime'] === undefined
          ? {}
          : { startTime: readSeconds(body['startTime'], 'startTime') }),
      },
      options,
    )
    // Relative to the address of this request: the application may be mounted below any path.
    context.header('location', `streams/${result.stream.streamId}`)
    return answer(context, result, 201)
  }
}

/** The commands on one stream: `POST /streams/:id/<name>`. */
export function addStreamCommands(host: RouteHost, ledger: Ledger): void {
  host.route('/streams/:id/top-up', {
    POST: async (context) => {
      const streamId = target(context)
      const options = await commandOptions(context, host)
      const body = await readJsonObject(context.req.raw, host.maxBodyBytes)
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
    host.route(`/streams/:id/${name}`, {
      POST: async (context) => {
        const streamId = target(context)
        const options = await commandOptions(context, host)
        await expectNoBody(context.req.raw, host.maxBodyBytes)
        return answer(context, await run({ streamId }, options))
      },
    })
  }
}

function target(context: RouteContext): string {
  checkQuery(queryOf(context), [])
  return context.req.param('id') ?? ''
}

async function commandOptions(context: RouteContext, host: RouteHost): Promise<CommandOptions> {
  const identity = await host.identify(context.req.raw)
  expectMayWrite(identity)
  const { isTrusted, subject } = identity
  const idempotencyKey = context.req.header(idempotencyKeyHeader)
  return {
    // A caller without proof of identity may act for no party.
    ...(isTrusted ? {} : { actor: subject ?? '' }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  }
}

function answer(context: RouteContext, result: CommandResult, status: 200 | 201 = 200): Response {
  return context.json(printStreamState(result.stream, result.position), status)
}
