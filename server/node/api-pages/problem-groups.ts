/** The problems that an operation can answer because of what every request of its kind passes. */
import { problemCodes } from '../../../src/protocol/errors.ts'
import type { OperationEntry } from './operation.ts'

/** What any route may answer, whatever it does. */
const common = [
  'host_not_allowed',
  'method_not_allowed',
  'token_in_url',
  'internal',
  'log_unavailable',
]

const ofCredentials = [
  ...Object.keys(problemCodes).filter((code) => /^(token_(?!in_url)|unauth)/.test(code)),
  'keys_unavailable',
]

const ofCommands = ['too_many_commands', 'server_busy', 'draining', 'cross_site_request']

const ofLimits: Readonly<Record<string, readonly string[]>> = {
  GET: ['too_many_reads', 'draining'],
  POST: [...ofCommands, 'unsupported_media_type'],
  PUT: ofCommands,
  PATCH: ofCommands,
  DELETE: ofCommands,
}

const ofGate: Readonly<Record<string, readonly string[]>> = { GET: ['too_busy'] }

/** Everything that an operation may answer as a problem, each code once. */
export function problemsOf(method: string, entry: OperationEntry): readonly string[] {
  const { problems = [], passes = ['credentials', 'limits', 'gate'] } = entry
  return [
    ...new Set([
      ...problems,
      ...(passes.includes('limits') ? (ofLimits[method] ?? []) : []),
      ...(passes.includes('gate') ? (ofGate[method] ?? []) : []),
      ...common,
      ...(passes.includes('credentials') ? ofCredentials : []),
    ]),
  ]
}
