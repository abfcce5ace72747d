/**
 * Errors as responses. Every description of a failure passes through here, so that no internal
 * message reaches a caller: a known refusal keeps its own sentence, anything else becomes
 * `internal` and goes to the log.
 */
import {
  createProblem,
  type Problem,
  type ProblemCode,
  type ProblemType,
} from '../../src/protocol/errors.ts'
import { problemMediaType, retryAfterHeader } from '../../src/protocol/headers.ts'
import { isLogError } from '../log/errors.ts'

/** Thrown inside a request to answer with a problem. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  /** What is answered. */
  readonly problem: Problem
  /** Sent as `Retry-After`. */
  readonly retryAfterSeconds: number | null

  constructor(problem: Problem, retryAfterSeconds: number | null = null) {
    super(problem.detail)
    this.problem = problem
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** A refusal with a code of the protocol or of a feed. `detail`: what failed: why. What to do. */
export function refuse(kind: ProblemCode | ProblemType, detail: string): Refusal {
  return new Refusal(createProblem(kind, detail))
}

/** An error that says which problem it is; its message is the detail. Feeds throw their own. */
export interface ProblemError extends Error {
  /** The problem that is answered. */
  readonly problemKind: ProblemCode | ProblemType
}

function isProblemError(error: unknown): error is ProblemError {
  return error instanceof Error && 'problemKind' in error
}

/** The refusal that a caller gets for anything that was thrown. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (isProblemError(error)) {
    const problem = createProblem(error.problemKind, error.message)
    return new Refusal(problem, problem.status === 503 ? 5 : null)
  }
  if (isLogError(error, 'version_conflict')) {
    return refuse(
      'version_conflict',
      'The command was not carried out: the state changed concurrently. Send it again.',
    )
  }
  if (isLogError(error, 'state_damaged')) {
    return refuse(
      'item_damaged',
      'The request failed: what is stored for this item is damaged. ' +
        'Everything else can be used; the operator of the server has to restore it.',
    )
  }
  if (isLogUnavailable(error)) {
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

/** Refusals of a server that works as it should: under load there are thousands of them. */
const expected: readonly string[] = ['draining', 'too_busy'] satisfies readonly ProblemCode[]
function isLogUnavailable(error: unknown): boolean {
  return (
    isLogError(error, 'log_unavailable') ||
    isLogError(error, 'log_damaged') ||
    isLogError(error, 'log_closed')
  )
}

/** True for what an operator has to see: the server's own failures. */
export function isServerFault({ problem }: Refusal): boolean {
  return problem.status >= 500 && !expected.includes(problem.code)
}

/** RFC 6750, 3: no error for a request without credentials, since nothing is wrong with any. */
function challengeOf({ code }: Problem): string {
  const isMissing = code === ('token_missing' satisfies ProblemCode)
  return `Bearer realm="streamgauge"${isMissing ? '' : ', error="invalid_token"'}`
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
      ...(problem.status === 401 ? { 'www-authenticate': challengeOf(problem) } : {}),
      ...(retryAfterSeconds === null ? {} : { [retryAfterHeader]: `${retryAfterSeconds}` }),
    },
  })
}
