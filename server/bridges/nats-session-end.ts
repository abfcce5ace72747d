/** Why reading from NATS ended, by the names that metrics show. */
import { isLogError } from '../log/errors.ts'

/** A session ended that another one can follow. */
export class SessionEnd extends Error {
  override readonly name = 'SessionEnd'
  readonly reason: string

  constructor(reason: string, message: string) {
    super(message)
    this.reason = reason
  }
}

export function takenOver(): SessionEnd {
  return new SessionEnd('taken_over', 'Another server began to read the stream.')
}

/** Whether JetStream says that a stream or a consumer does not exist. */
export function isMissing(error: unknown): boolean {
  const code = codeOf(error)
  return code === 10_014 || code === 10_059
}

/** The label of a failure in metrics: one of few. */
export function reasonOf(error: unknown): string {
  if (error instanceof SessionEnd) return error.reason
  if (isLogError(error)) return error.code
  const { name } = Object(error) as { readonly name?: unknown }
  if (name === 'AuthorizationError' || name === 'UserAuthenticationExpiredError') return 'refused'
  if (name === 'PermissionViolationError') return 'forbidden'
  if (isMissing(error)) return 'missing'
  if (name === 'JetStreamNotEnabled') return 'no_jetstream'
  if (typeof codeOf(error) === 'number') return 'jetstream'
  if (typeof name === 'string' && connectionErrors.includes(name)) return 'connection'
  return 'unknown'
}

const connectionErrors = [
  ...['ConnectionError', 'ClosedConnectionError', 'TimeoutError', 'NoRespondersError'],
  ...['RequestError', 'DrainingConnectionError', 'ProtocolError'],
]

function codeOf(error: unknown): unknown {
  return (Object(error) as { readonly code?: unknown }).code
}
