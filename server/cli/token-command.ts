/** `streamgauge token`: makes a token for development, with the secret that the server checks tokens with. */
import { shortestSecretBytes } from '../auth/jwt-settings.ts'
import { type CommandEntry, UsageError } from './arguments.ts'
import type { Command } from './command.ts'

const entry: CommandEntry = {
  name: 'token',
  operands: '',
  meaning: 'Signs a token for development, which servers with the same JWT_SECRET accept.',
  options: {
    subject: {
      type: 'string',
      value: '<name>',
      meaning: 'who the bearer is, such as a public key',
    },
    scope: {
      type: 'string',
      value: '<scope>',
      multiple: true,
      meaning: 'what the bearer may do, such as streams:read:all; repeatable',
    },
    company: { type: 'string', value: '<id>', meaning: 'the tenant of the bearer' },
    seconds: {
      type: 'string',
      value: '<number>',
      meaning: 'how long it is good for; default: 3600',
    },
    issuer: { type: 'string', value: '<text>', meaning: 'default: JWT_ISSUER of the environment' },
    audience: {
      type: 'string',
      value: '<text>',
      meaning: 'default: JWT_AUDIENCE of the environment',
    },
  },
  notes:
    'The secret is JWT_SECRET of the environment, at least 32 bytes; there is no option for it, since\n' +
    'other users of a machine can read the arguments of a program. Prints the token alone:\n' +
    '  export STREAMGAUGE_TOKEN=$(streamgauge token --subject GABC…)',
}

export const tokenCommand: Command = {
  entry,
  async run(given) {
    const [extra] = given.operands
    if (extra !== undefined) throw new UsageError(`"${extra}" was not expected. Use --subject.`)
    const secret = required(
      process.env['JWT_SECRET'],
      'Set JWT_SECRET to the secret of the server.',
    )
    if (Buffer.byteLength(secret) < shortestSecretBytes) {
      throw new UsageError(
        `JWT_SECRET has ${Buffer.byteLength(secret)} bytes: it has to have ${shortestSecretBytes} at least.`,
      )
    }
    const tenant = given.text('company')
    // What signs tokens is large, and no other command needs it.
    const { mintDevelopmentToken } = await import('../auth/development-token.ts')
    const token = await mintDevelopmentToken({
      secret,
      subject: required(given.text('subject'), 'Give --subject, the public key of the bearer.'),
      issuer: required(
        given.text('issuer') ?? process.env['JWT_ISSUER'],
        'Give --issuer, or set JWT_ISSUER, as the server has it.',
      ),
      audience: required(
        given.text('audience') ?? process.env['JWT_AUDIENCE'],
        'Give --audience, or set JWT_AUDIENCE, as the server has it.',
      ),
      scopes: given.texts('scope'),
      lifetimeSeconds: given.whole('seconds', 3_600, 1, 2_592_000),
      ...(tenant !== undefined && { tenant }),
    })
    process.stdout.write(`${token}\n`)
    return 0
  },
}

function required(value: string | undefined, otherwise: string): string {
  if (value !== undefined && value.trim() !== '') return value.trim()
  throw new UsageError(otherwise)
}
