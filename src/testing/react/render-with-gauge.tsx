/**
 * Renders components with everything that they need in a test: a mock backend, a provider, and a time that
 * passes only when the test says so. The only file that imports Testing Library.
 *
 * React asks tests to wrap whatever updates components in `act`. Here timers, frames and the listeners of the
 * session do that themselves, so a test that changes the backend or lets time pass needs no `act` of its own.
 */
import { act, type RenderOptions, type RenderResult, render } from '@testing-library/react'
import { Fragment, type ReactNode, useEffect, useState } from 'react'
import type { CreateCommand } from '../../../server/ledger/stream-commands.ts'
import type { OptionNames } from '../../connection/option-names.ts'
import { createMockBackend, type MockBackend } from '../../mocks/create-mock-backend.ts'
import { demoAccounts, demoTokens } from '../../mocks/demo-accounts.ts'
import { createSession, type Session, type SessionOptions } from '../../payments-session.ts'
import type { PageActivity, Platform } from '../../platform/ports.ts'
import type { TickHandle } from '../../platform/ticker.ts'
import { describeUnknown } from '../../protocol/nearest-name.ts'
import type { LanguageProps } from '../../react/language.tsx'
import { SessionProvider } from '../../react/session-provider.tsx'
import { beatMs } from '../../react/tick-binding.ts'
import { createFakeTime, type FakeTime, type FakeTimeOptions } from '../fake-time.ts'

/** Options of {@link renderWithGauge}. */
export interface RenderWithGaugeOptions
  extends FakeTimeOptions,
    LanguageProps,
    Pick<SessionOptions, 'account' | 'tokens' | 'filter' | 'feed'> {
  /**
   * Payment streams to create before the first render; the first has the id 1. Default of each field: from the
   * first of `demoAccounts` to the second, 0.1 USDC a second for an hour, from now on.
   */
  readonly streams?: readonly Partial<CreateCommand>[] | undefined
  /** A backend that exists already, with the clock and timers of `time`. Default: a new one. */
  readonly backend?: MockBackend | undefined
  /** A time that exists already. Default: a new one, from `nowMs` on. */
  readonly time?: FakeTime | undefined
  /** As for `render` of Testing Library. A `wrapper` is rendered inside the provider. */
  readonly render?: Omit<RenderOptions, 'queries'> | undefined
}

/** What `render` of Testing Library returns, and the world around it. */
export interface GaugeRenderResult extends RenderResult {
  /** The server behind the page; its `ledger` takes commands. */
  readonly backend: MockBackend
  /** The session of the provider around the tree. */
  readonly session: Session
  /** The time of page and server. */
  readonly time: FakeTime
  /**
   * Lets `ms` pass: balances tick, statuses change, lost connections come back. Afterwards every number shows what
   * it is at that time, also those that are otherwise written only so many times a second.
   */
  advance(ms: number): Promise<void>
  /** Lets arrive what needs no time, such as the events of a command. */
  settle(): Promise<void>
}

/**
 * Renders `ui` in front of a mock backend, and resolves when the first state has arrived. Time stands still
 * until `advance`. When it is unmounted (Testing Library does that after each test), the session and the
 * backend are closed.
 *
 * Defaults: tokens are `demoTokens`, the locale is `en-US`, the time zone `UTC`, and there is no `account`.
 *
 * @throws Error with `code` `option_unknown` for an option that it does not have
 * @example
 * const view = await renderWithGauge(<FlowingBalance streamId="1" />, { streams: [{}] })
 * await view.advance(10_000)
 * expect(view.container.textContent).toContain('1.00')
 * await view.backend.ledger.pause({ streamId: '1' })
 * await view.settle()
 */
export async function renderWithGauge(
  ui: ReactNode,
  options: RenderWithGaugeOptions = {},
): Promise<GaugeRenderResult> {
  checkOptions(options)
  const { streams = [], messages, locale = 'en-US', timeZone = 'UTC' } = options
  const { account, filter, feed } = options
  const { tokens = tokensOfDemo, render: renderOptions } = options
  const given = options.time ?? createFakeTime(options.nowMs === undefined ? {} : options)
  const { clock, timers } = given
  const backend = options.backend ?? createMockBackend({ clock, timers })
  for (const stream of streams) await backend.ledger.create({ ...defaultStream(), ...stream })
  const shown = withWriteAll(
    createSession({
      url: '',
      account,
      tokens,
      filter,
      feed,
      fetch: backend.fetch,
      // The log of a mock is another one in every test.
      persist: false,
      platform: platformOf(given),
    }),
  )
  const session = inAct(shown.session)
  const time: FakeTime = {
    ...given,
    async advance(ms) {
      await given.advance(ms)
      act(shown.writeAll)
    },
  }

  const close = () => {
    session.stop()
    if (options.backend === undefined) void backend.close()
  }
  const Inner = renderOptions?.wrapper ?? Fragment
  const Wrapper = ({ children }: { readonly children: ReactNode }) => (
    <SessionProvider {...{ session, messages, locale, timeZone }}>
      <AtUnmount run={close} />
      <Inner>{children}</Inner>
    </SessionProvider>
  )
  const result = render(ui, { ...renderOptions, wrapper: Wrapper })
  await time.settle()
  return { ...result, backend, session, time, advance: time.advance, settle: time.settle }
}

const optionNames: OptionNames<RenderWithGaugeOptions> = {
  streams: true,
  nowMs: true,
  account: true,
  tokens: true,
  filter: true,
  feed: true,
  messages: true,
  locale: true,
  timeZone: true,
  backend: true,
  time: true,
  render: true,
}

/** A test that names an option wrongly would test something else. */
function checkOptions(options: object): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(optionNames, name))
  if (unknown === undefined) return
  const mistake = describeUnknown('renderWithGauge', unknown, Object.keys(optionNames))
  const error = new Error(`Cannot render: ${mistake}`)
  throw Object.assign(error, { code: 'option_unknown' })
}

/**
 * The session, with a way to write all that moves as of now. Fast numbers are written twelve times a second, which
 * is up to a twelfth of a second late: too late for a test that asks what is shown at a certain time. What has an
 * interval of its own keeps to it.
 */
function withWriteAll(session: Session): { readonly session: Session; writeAll(): void } {
  const { ticker } = session
  const moving = new Set<TickHandle>()
  return {
    session: {
      ...session,
      ticker: {
        ...ticker,
        add(target, options) {
          const handle = ticker.add(target, options)
          if ((options?.everyMs ?? 0) <= beatMs) moving.add(handle)
          return {
            ...handle,
            remove() {
              moving.delete(handle)
              handle.remove()
            },
          }
        },
      },
    },
    writeAll() {
      const { isPaused, minIntervalMs } = ticker.getSnapshot()
      if (!isPaused && minIntervalMs === 0) for (const handle of moving) handle.invalidate()
    },
  }
}

/** Runs `run` after the tree was unmounted; the remount of `StrictMode` does not count. */
function AtUnmount({ run }: { readonly run: () => void }): null {
  const [mounts] = useState({ count: 0 })
  useEffect(() => {
    mounts.count++
    return () => {
      mounts.count--
      queueMicrotask(() => {
        if (mounts.count === 0) run()
      })
    }
  }, [mounts, run])
  return null
}

const tokensOfDemo = Object.fromEntries(demoTokens.map(({ address, ...token }) => [address, token]))

function defaultStream(): CreateCommand {
  const [sender, recipient] = demoAccounts
  const [token] = demoTokens
  return {
    sender: sender?.address ?? '',
    recipient: recipient?.address ?? '',
    tokenAddress: token?.address ?? '',
    ratePerSecond: 1_000_000n,
    depositedAmount: 3_600_000_000n,
  }
}

/** jsdom may claim to be hidden; a page under test is looked at. */
const visiblePage: PageActivity = {
  isHidden: () => false,
  isOnline: () => true,
  isFrozen: () => false,
  subscribe: () => () => {},
}

function platformOf({ clock, timers, frames }: FakeTime): Partial<Platform> {
  return {
    clock,
    timers: { after: (delayMs, run) => timers.after(delayMs, () => act(run)) },
    frames: { request: (run) => frames.request((atMs) => act(() => run(atMs))) },
    page: visiblePage,
  }
}

/**
 * The session, with listeners that run in `act`; but not while React mounts the provider, which retains the
 * session: an `act` in an effect ends the one around it.
 */
function inAct(session: Session): Session {
  const { store, connection } = session
  let isMounting = false
  const notify = (run: () => void): void => {
    if (isMounting) run()
    else act(run)
  }
  return {
    ...session,
    retain() {
      isMounting = true
      try {
        return session.retain()
      } finally {
        isMounting = false
      }
    },
    store: {
      ...store,
      subscribe: (listener) => store.subscribe((...change) => notify(() => listener(...change))),
    },
    connection: connection && {
      ...connection,
      subscribe: (listener) => connection.subscribe(() => notify(listener)),
    },
  }
}
