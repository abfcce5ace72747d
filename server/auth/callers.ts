/**
 * Identifies the callers of requests. The authenticator is called once for each request, however many parts of the
 * server need the identity. Revoked credentials are refused.
 */
import { createProblem } from '../../src/protocol/errors.ts'
import { Refusal } from '../ops/problem-response.ts'
import type { Authenticator, Identity } from './authenticator.ts'
import type { Revocations } from './revocations.ts'

/** See the head of this file. */
export interface Callers {
  /** Finds out who sent a request. @throws Refusal 401, LogError when revocations cannot be read */
  identify(request: Request): Promise<Identity>
  /**
   * Checks credentials that were accepted a while ago.
   *
   * @throws Refusal `token_revoked`
   */
  expectNotRevoked(identity: Identity): void
}

export function createCallers(
  authenticator: Authenticator,
  revocations: Pick<Revocations, 'ready' | 'isRevoked'>,
): Callers {
  // Weak: a request must not be kept in memory for as long as its connection is open.
  const known = new WeakMap<Request, Promise<Identity>>()

  async function ask(request: Request): Promise<Identity> {
    const result = await authenticator.authenticate(request)
    if (!result.ok) throw new Refusal(result.problem, result.retryAfterSeconds ?? null)
    const { identity } = result
    if (isRevocable(identity)) await revocations.ready()
    expectNotRevoked(identity)
    return identity
  }

  function expectNotRevoked(identity: Identity): void {
    if (!isRevocable(identity) || !revocations.isRevoked(identity)) return
    const detail = 'The request was refused: its token was revoked. Sign in again.'
    throw new Refusal(createProblem('token_revoked', detail))
  }

  return {
    identify(request) {
      const asked = known.get(request)
      if (asked !== undefined) return asked
      const answer = ask(request)
      known.set(request, answer)
      return answer
    },
    expectNotRevoked,
  }
}

function isRevocable({ subject, credentialId }: Identity): boolean {
  return subject !== null || credentialId != null
}
