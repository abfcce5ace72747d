/**
 * Errors as responses. Everything a caller is told about a failure goes through here, so that no
 * internal message can slip out: a known refusal keeps its own sentence, anything else becomes
 * `internal` and goes to the log.
 */
import { createProblem, type Problem, type ProblemCode } from '../../src/protocol/errors.ts'
import { problemMediaType, retryAfterHeader } from '../../src/protocol/headers.ts'
import { isLedgerError } from '../ledger/errors.ts'
import { isLogError } from '../log/errors.ts'

/** Thrown inside a request to answer with a problem. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly problem: Problem
  /** Sent as `Retry-After`. */
  readonly retryAfterSeconds: number | null

  constructor(problem: Problem, retryAfterSeconds: number | null = null) {
    super(problem.detail)
    this.problem = problem
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** A refusal with one of the protocol's codes. `detail`: what failed: why. What to do. */
export function refuse(code: ProblemCode, detail: string): Refusal {
  return new Refusal(createProblem(code, detail))
}

/** What to tell the caller about anything that was thrown. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (isLedgerError(error)) {
    // The one code with another name on the wire, where every bad time is the same problem.
    const code = error.code === 'time_out_of_range' ? 'bad_time' : error.code
    return refuse(code, error.message)
  }
  if (isLogError(error, 'version_conflict')) {
    return refuse(
      'version_conflict',
      'The command was not carried out: the stream changed at the same moment. Send it again.',
    )
  }
  if (isLogError(error, 'log_unavailable') || isLogError(error, 'log_closed')) {
    return new Refusal(
      createProblem(
        'log_unavailable',
        'The request failed: the event log cannot be reached now. Try again later.',
      ),
      5,
    )
  }
  return refuse('internal', 'The request failed: something went wrong inside the server.')
}

/** True for what an operator has to see: the server's own failures. */
export function isServerFault({ problem }: Refusal): boolean {
  return problem.status >= 500 && problem.code !== ('draining' satisfies ProblemCode)
}

/** The refusal as `application/problem+json`. Headers of middleware are added by the caller. */
export function problemResponse(
  { problem, retryAfterSeconds }: Refusal,
  requestId: string,
): Response {
  return new Response(JSON.stringify({ ...problem, requestId }), {
    status: problem.status,
    headers: {
      'content-type': problemMediaType,
      'cache-control': 'no-store',
      ...(retryAfterSeconds === null ? {} : { [retryAfterHeader]: `${retryAfterSeconds}` }),
    },
  })
}
