/**
 * A session in front of FlowFi's backend (test/support/flowfi-server.ts), both on one clock that a test
 * moves, and the contract to compare its figures with.
 */
import { flowfi } from '../../src/feeds/payments/index.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import { createSession, type SessionOptions } from '../../src/index.ts'
import { claimableAtSecond } from '../../src/money/accrual.ts'
import { selectItem } from '../../src/store/selectors.ts'
import { createFakeWorld } from '../support/fake-world.ts'
import { createFlowfiServer, flowfiTokenOf } from '../support/flowfi-server.ts'

/** The sender of all streams here. */
export const sender = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
/** The recipient, and the account that looks. */
export const me = 'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ'

/** Nothing is created and nothing has been requested yet. */
export function createFlowfiPage() {
  const world = createFakeWorld({
    startMs: 1_790_000_000_000,
    fetch: (input, init) => server.fetch(input, init),
  })
  const { clock, timers } = world.platform
  const server = createFlowfiServer({ clock, timers })
  const { chain } = server
  const seconds = () => Math.floor(world.nowMs() / 1000)

  return {
    world,
    server,
    chain,
    pass: (passedSeconds: number) => world.advance(passedSeconds * 1000),
    /** A stream from {@link sender} to {@link me}: 10 units a second, and a remainder of 7. */
    create: (durationSeconds = 100_000n) =>
      chain.create({ sender, recipient: me, amount: 10n * durationSeconds + 7n, durationSeconds }),
    /** Starts a session, and waits until it is live. */
    async open(options: Partial<SessionOptions> = {}) {
      const session = createSession({
        url: 'http://flowfi.test',
        account: me,
        feed: flowfi(),
        getToken: () => flowfiTokenOf(me),
        platform: world.platform,
        persist: false,
        ...options,
      })
      session.start()
      await world.advance(100)
      return session
    },
    /** The stream as the contract has it at this second. */
    truth(id: bigint) {
      const contract = chain.contract(id)
      const { status, depositedAmount, withdrawnAmount } = contract.terms()
      return { status, depositedAmount, withdrawnAmount, claimable: contract.claimable(seconds()) }
    },
    /** The same as the session shows it; undefined while it does not know the stream. */
    shown(session: ReturnType<typeof createSession>, id: bigint) {
      session.connection?.flush()
      const stream = selectItem<StreamState>(String(id))(session.store.getState())
      if (stream === undefined) return undefined
      const { status, depositedAmount, withdrawnAmount } = stream
      return {
        status,
        depositedAmount,
        withdrawnAmount,
        claimable: claimableAtSecond(stream, seconds()),
      }
    },
  }
}
