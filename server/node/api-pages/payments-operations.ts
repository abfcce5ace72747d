/** The commands and reads of the payments feed. */
import { paymentEventTypes } from '../../../src/feeds/payments/events.ts'
import { problemsOfBody } from './common-operations.ts'
import {
  type JsonSchema,
  type OperationEntry,
  type Operations,
  object,
  type ParameterEntry,
  position,
  ref,
  text,
  whole,
} from './operation.ts'

const amount = (description: string) =>
  text(`${description} Whole base units, as a decimal string.`, { pattern: '^\\d+$' })
const seconds = (description: string) => whole(`${description} Unix seconds.`, { minimum: 0 })
const address = (description: string) =>
  text(`${description} A Stellar address.`, { pattern: '^[CG][A-Z2-7]{55}$' })
const streamId = text('Id of a payment stream.', { pattern: '^\\d+$' })
const statuses = ['active', 'paused', 'cancelled', 'completed']
const orNull = (schema: JsonSchema) => ({ anyOf: [schema, { type: 'null' }] })

export const paymentsSchemas: Readonly<Record<string, JsonSchema>> = {
  PaymentStream: object(
    {
      streamId,
      sender: address('Who pays.'),
      recipient: address('Who receives.'),
      tokenAddress: address('The contract of the token.'),
      ratePerSecond: amount('What accrues in a second.'),
      depositedAmount: amount('What was deposited.'),
      withdrawnAmount: amount('What was paid out.'),
      startTime: seconds('When it starts to accrue.'),
      lastUpdateTime: seconds('Until when the amounts are settled.'),
      endTime: orNull(seconds('When the deposit has accrued.')),
      isActive: { type: 'boolean' },
      isPaused: { type: 'boolean' },
      pausedAt: orNull(seconds('Since when it is paused.')),
      status: { enum: statuses },
      position,
    },
    ['position'],
  ),
  NewPaymentStream: object(
    {
      sender: address('Who pays.'),
      recipient: address('Who receives.'),
      tokenAddress: address('The contract of the token.'),
      ratePerSecond: amount('What accrues in a second.'),
      depositedAmount: amount('What is deposited.'),
      startTime: seconds('Default: now.'),
    },
    ['startTime'],
  ),
}

const tag = 'payments'

const query = (name: string, meaning: string, schema: JsonSchema): ParameterEntry => ({
  name,
  in: 'query',
  meaning,
  schema,
})
const page: readonly ParameterEntry[] = [
  query('limit', 'How many; default 50.', { type: 'integer', minimum: 1, maximum: 1_000 }),
  query('cursor', '`nextCursor` of the page before.', { type: 'string' }),
]
const id: ParameterEntry = {
  name: 'id',
  in: 'path',
  meaning: 'The payment stream.',
  schema: streamId,
}
const idempotencyKey: ParameterEntry = {
  name: 'Idempotency-Key',
  in: 'header',
  meaning: 'Makes the command safe to repeat.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
}

const problemsOfRead = ['unknown_parameter', 'repeated_parameter', 'bad_value']
const problemsOfCommand = [
  'unknown_parameter',
  ...problemsOfBody,
  'bad_idempotency_key',
  'idempotency_conflict',
  'version_conflict',
  'insufficient_scope',
  'not_a_party',
  'clock_unsure',
  'commands_off',
]

function command(summary: string, problems: readonly string[], body?: JsonSchema): OperationEntry {
  return {
    summary,
    tag,
    parameters: [id, idempotencyKey],
    ...(body && { body }),
    answers: 'The stream as it is now.',
    schema: ref('PaymentStream'),
    problems: [
      ...problemsOfCommand,
      'bad_stream_id',
      'not_found',
      'item_damaged',
      'stream_inactive',
      ...problems,
    ],
  }
}

export const paymentsOperations: Operations = {
  'GET /streams': {
    summary: 'Lists payment streams',
    tag,
    parameters: [
      query('sender', 'Only those that this address pays.', { type: 'string' }),
      query('recipient', 'Only those that this address receives.', { type: 'string' }),
      query('status', 'Only those with this status.', { enum: statuses }),
      ...page,
    ],
    answers: 'A page of them, and the position it was read at.',
    schema: object({
      streams: { type: 'array', items: ref('PaymentStream') },
      position,
      nextCursor: orNull({ type: 'string' }),
    }),
    problems: [...problemsOfRead, 'bad_address', 'bad_stream_id'],
  },
  'POST /streams': {
    summary: 'Creates a payment stream',
    tag,
    parameters: [idempotencyKey],
    body: ref('NewPaymentStream'),
    status: 201,
    answers: 'The new stream; `Location` leads to it.',
    schema: ref('PaymentStream'),
    problems: [
      ...problemsOfCommand,
      'bad_address',
      'bad_amount',
      'amount_not_positive',
      'amount_out_of_range',
      'bad_time',
      'same_party',
      'rate_zero',
      'too_many_streams',
    ],
  },
  'GET /streams/{id}': {
    summary: 'One payment stream',
    tag,
    parameters: [id],
    answers: 'The stream.',
    schema: ref('PaymentStream'),
    problems: [...problemsOfRead, 'bad_stream_id', 'forbidden_topics', 'not_found', 'item_damaged'],
  },
  'GET /streams/{id}/claimable': {
    summary: 'What the recipient could withdraw',
    tag,
    parameters: [id, query('at', 'Unix seconds; default: now.', { type: 'integer', minimum: 0 })],
    answers: 'The amount, and the time it is for.',
    schema: object({
      streamId,
      claimable: amount('What could be withdrawn.'),
      at: seconds('The time it is for.'),
      position,
    }),
    problems: [
      ...problemsOfRead,
      'bad_stream_id',
      'bad_time',
      'forbidden_topics',
      'not_found',
      'item_damaged',
    ],
  },
  'POST /streams/{id}/top-up': command(
    'Adds to the deposit',
    ['bad_amount', 'amount_not_positive', 'amount_out_of_range'],
    object({ amount: amount('What is added.') }),
  ),
  'POST /streams/{id}/withdraw': command('Pays out what is claimable', [
    'nothing_to_withdraw',
    'stream_paused',
  ]),
  'POST /streams/{id}/cancel': command('Ends it: pays out and refunds', []),
  'POST /streams/{id}/pause': command('Pauses it', ['already_paused']),
  'POST /streams/{id}/resume': command('Resumes it', ['not_paused']),
  'GET /events': {
    summary: 'What happened, newest first',
    tag,
    parameters: [
      query('users', 'Only what concerns these addresses; repeatable.', {
        type: 'array',
        items: { type: 'string' },
      }),
      query('streams', 'Only what concerns these streams; repeatable.', {
        type: 'array',
        items: { type: 'string' },
      }),
      query('type', 'Only events of these types; repeatable.', {
        type: 'array',
        items: { enum: paymentEventTypes },
      }),
      ...page,
    ],
    answers: 'A page of events. There may be fewer than `limit`, and more with `nextCursor`.',
    schema: object({
      events: {
        type: 'array',
        items: object({
          id: position,
          type: { enum: paymentEventTypes },
          time: whole('When it was appended, Unix ms.', { minimum: 0 }),
          data: { type: 'object' },
        }),
      },
      position,
      nextCursor: orNull({ type: 'string' }),
    }),
    problems: [
      ...problemsOfRead,
      'bad_address',
      'bad_stream_id',
      'too_many_topics',
      'forbidden_topics',
    ],
  },
}
