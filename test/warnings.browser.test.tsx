/**
 * The warnings for developers: each mistake as a page makes it, what is said about it, and that it is said
 * once. That production bundles have none of it is in test/package/warnings.test.ts.
 */
import { act, type ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { CreateStream } from '../src/actions.ts'
import { LiveNumber } from '../src/dashboard.ts'
import { flowfi } from '../src/feeds/payments/flowfi.ts'
import { payments } from '../src/feeds/payments/payments.ts'
import {
  ConnectionBadge,
  createSession,
  FlowingBalance,
  GaugeProvider,
  type PartialMessages,
  type Session,
  type SessionOptions,
  StreamStatusBadge,
  useStream,
} from '../src/index.ts'
import { StreamTable } from '../src/table.ts'
import { warnOnce } from '../src/warnings.ts'
import { createPageWorld } from './platform/page-world.ts'
import { createFakeFeed } from './react/fake-feed.ts'
import { mount, until } from './react/mount.ts'
import { streamState } from './store/frames.ts'

const account = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
const other = 'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ'

let said: string[] = []
beforeEach(() => {
  said = []
  vi.spyOn(console, 'warn').mockImplementation((text: string) => said.push(text))
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** What was said, without the styles, which these pages do not have. */
const warnings = () => said.filter((text) => !text.includes('styles_missing'))

const createWorld = () => {
  const world = createPageWorld(2_000_000)
  return { ...world, pass: (ms: number) => act(async () => world.advance(ms)) }
}

/** A page around a session whose time a test lets pass. */
function show(node: ReactNode) {
  const world = createWorld()
  const session = createSession({ platform: world.platform })
  return { ...mount(<GaugeProvider session={session}>{node}</GaugeProvider>), ...world }
}

describe('a warning', () => {
  it('says its code, what to do, and where its page is, once', () => {
    for (const _ of [1, 2]) warnOnce('provider_missing', 'once')
    expect(warnings()).toEqual([
      'Streamgauge (provider_missing): There is no provider above a widget (once), so it has ' +
        'nothing to show. Wrap it in <GaugeProvider url="…">, or pass a stream object.\n' +
        'https://github.com/streamgauge/streamgauge/blob/main/docs/warnings.md#provider_missing',
    ])
  })
})

describe('a widget', () => {
  it('without an id is loading, and warns after three seconds', async () => {
    const { host, pass } = show(<FlowingBalance streamId={undefined} />)
    expect(host.querySelector('.sg-balance')?.getAttribute('data-phase')).toBe('loading')
    await pass(2_900)
    expect(warnings()).toEqual([])
    await pass(200)
    expect(warnings()).toEqual([expect.stringContaining('(stream_id_missing)')])
  })

  it('without an id from JavaScript, which passes null, is loading as well', async () => {
    const { host } = show(<FlowingBalance streamId={null as unknown as undefined} />)
    expect(host.querySelector('.sg-balance')?.getAttribute('data-phase')).toBe('loading')
    expect(host.textContent).toContain('Loading')
  })

  it('whose id is none warns', () => {
    show(<FlowingBalance streamId="abc" />)
    expect(warnings()).toEqual([expect.stringMatching(/stream_id_invalid.*"abc"/)])
  })

  it('whose id comes within three seconds does not', async () => {
    const { pass, unmount } = show(<FlowingBalance streamId={undefined} />)
    await pass(1000)
    unmount()
    await pass(60_000)
    expect(warnings()).toEqual([])
  })

  it('of an unknown token warns once for this token, and not when it becomes known in time', async () => {
    const stream = streamState('1', { tokenAddress: 'CUNKNOWN' })
    const { pass } = show([1, 2].map((key) => <FlowingBalance key={key} stream={stream} />))
    await pass(4000)
    expect(warnings()).toEqual([
      expect.stringMatching(/decimals_unknown.*CUNKNOWN.*keys are token addresses/),
    ])
  })

  it('without a provider warns', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    mount(<FlowingBalance streamId="77" />)
    await act(async () => vi.advanceTimersByTime(4000))
    vi.useRealTimers()
    expect(warnings()).toEqual([expect.stringMatching(/provider_missing.*stream 77/)])
  })

  it('of the connection without a provider warns', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    mount(<ConnectionBadge />)
    await act(async () => vi.advanceTimersByTime(4000))
    vi.useRealTimers()
    expect(warnings()).toEqual([expect.stringMatching(/provider_missing.*\(ConnectionBadge\)/)])
  })

  it('without styles warns, and parts without styles do not', async () => {
    const { pass } = show(<FlowingBalance.Root stream={streamState('1')} decimals={2} />)
    await pass(4000)
    expect(said).toEqual([])
    // The others of this page may have warned.
    const styled = show(
      <StreamStatusBadge stream={streamState('1')} token={{ symbol: 'USDC', decimals: 2 }} />,
    )
    await styled.pass(4000)
    expect(said).toEqual([expect.stringMatching(/styles_missing.*<StreamStatusBadge>/)])
  })

  it('of dashboards warns on a page that has only the other style sheet', async () => {
    const style = document.createElement('style')
    style.textContent = '@layer streamgauge { .sg-theme { --_sg-ink: black } }'
    document.head.append(style)
    onTestFinished(() => style.remove())
    const { pass } = show(<LiveNumber value={1} />)
    await pass(4000)
    expect(said).toEqual([expect.stringMatching(/\(dashboard_styles_missing\).*<LiveNumber>/)])
    said.length = 0
    const others = show(
      <>
        <StreamTable streams={[]} />
        <CreateStream send={async () => {}} />
      </>,
    )
    await others.pass(4000)
    expect(said.join()).toMatch(/\(table_styles_missing\).*<StreamTable>/)
    expect(said.join()).toMatch(/\(actions_styles_missing\).*<CreateStream>/)
  })
})

describe('a stream id that is a number', () => {
  /** As from JavaScript, where nothing refuses it. */
  const asId = (id: number) => id as unknown as string

  function Withdrawn({ id }: { readonly id: number }) {
    return <p>{String(useStream(asId(id))?.withdrawnAmount)}</p>
  }

  it('is accepted, followed and found', async () => {
    const feed = createFakeFeed()
    const { host } = mount(
      <GaugeProvider url="http://api" fetch={feed.fetch} persist={false}>
        <Withdrawn id={7} />
        <FlowingBalance streamId={asId(7)} decimals={2} />
      </GaugeProvider>,
    )
    await until(() => feed.requests.length, 1)
    expect(feed.requests[0]?.url).toContain('?streams=7&')
    await act(async () => feed.greet([streamState('7')]))
    await until(() => host.querySelector('p')?.textContent, '0')
    expect(host.querySelector('.sg-balance')?.getAttribute('data-phase')).toBe('ready')
    expect(warnings()).toEqual([])
  })

  it('warns where a number cannot hold it', () => {
    show(<Withdrawn id={2 ** 60} />)
    expect(warnings()).toEqual([expect.stringMatching(/stream_id_unsafe.* 1152921504606847000 /)])
  })
})

describe('an account that is none', () => {
  it('warns, and a valid one does not', () => {
    createSession({ url: 'http://api', account })
    expect(warnings()).toEqual([])
    createSession({ url: 'http://api', account: 'alice' })
    expect(warnings()).toEqual([expect.stringMatching(/account_invalid.*"alice"/)])
  })
})

describe('a provider', () => {
  it('without a url warns when something is to be loaded, and its widgets are loading', async () => {
    const { platform, pass } = createWorld()
    const { host } = mount(
      <GaugeProvider url={undefined} platform={platform}>
        <FlowingBalance streamId="42" />
      </GaugeProvider>,
    )
    expect(host.querySelector('.sg-balance')?.getAttribute('data-phase')).toBe('loading')
    await pass(4900)
    expect(warnings()).toEqual([])
    await pass(200)
    expect(warnings()).toEqual([expect.stringMatching(/url_missing.*feed payments /)])
  })

  it('without a url that shows given streams does not', async () => {
    const { platform, pass } = createWorld()
    mount(
      <GaugeProvider account={account} platform={platform}>
        <FlowingBalance stream={streamState('1')} decimals={2} />
      </GaugeProvider>,
    )
    await pass(60_000)
    expect(warnings()).toEqual([])
  })

  it('whose url comes within five seconds does not', async () => {
    const { platform, pass } = createWorld()
    const page = (url?: string) => (
      <GaugeProvider url={url} feed={flowfi()} platform={platform} fetch={createFakeFeed().fetch}>
        <FlowingBalance streamId="42" />
      </GaugeProvider>
    )
    const { render, unmount } = mount(page())
    await pass(1000)
    render(page('http://api'))
    await pass(6000)
    unmount()
    expect(warnings()).toEqual([])
  })

  it('whose locale is no tag uses that of the language, and warns once', () => {
    const { host } = mount(
      <GaugeProvider locale="de_DE">
        <FlowingBalance stream={streamState('1')} decimals={2} />
      </GaugeProvider>,
    )
    expect(host.querySelector('.sg-balance')?.getAttribute('data-phase')).toBe('ready')
    expect(warnings()).toEqual([expect.stringMatching(/locale_invalid.*"de_DE"/)])
  })

  it('whose messages are a string warns', () => {
    mount(<GaugeProvider messages={'de' as unknown as PartialMessages} />)
    expect(warnings()).toEqual([expect.stringMatching(/messages_invalid.*"de"/)])
  })
})

describe('two providers', () => {
  const provider = (key: string, props: object) => (
    <GaugeProvider key={key} url="http://keys" fetch={createFakeFeed().fetch} {...props} />
  )

  it('of different accounts, or one after the other, may share a page', () => {
    const { render } = mount([provider('a', { account }), provider('b', { account: other })])
    render([provider('c', { account })])
    expect(warnings()).toEqual([])
  })

  it('that do not store their cursor may have the same key', () => {
    mount(['a', 'b'].map((key) => provider(key, { account, persist: false })))
    expect(warnings()).toEqual([])
  })

  it('with the same key warn', () => {
    mount(['a', 'b'].map((key) => provider(key, { account })))
    expect(warnings()).toEqual([expect.stringMatching(/persist_key_shared.*http:\/\/keys/)])
  })
})

describe('a session', () => {
  function createScene(use: (session: Session) => void, options: SessionOptions = {}) {
    const world = createWorld()
    const { fetch } = createFakeFeed()
    const platform = { ...world.platform, fetch }
    const session = createSession({ url: 'http://api', platform, ...options })
    use(session)
    return world
  }

  it('that was only built does not warn', async () => {
    await createScene(() => {}).pass(60_000)
    expect(warnings()).toEqual([])
  })

  it('that is used and started does not warn', async () => {
    await createScene((session) => {
      session.store.subscribe(() => {})
      session.start()
    }).pass(60_000)
    expect(warnings()).toEqual([])
  })

  // Of two feeds, since the same is said once.
  it.each<[string, SessionOptions['feed'], (session: Session) => void]>([
    ['listened to', payments, (session) => session.store.subscribe(() => {})],
    ['asked to follow something', flowfi(), (session) => session.follow({ streams: ['1'] })],
  ])('that is %s and never started warns', async (_, feed, use) => {
    await createScene(use, { feed }).pass(6000)
    expect(warnings()).toEqual([expect.stringMatching(`session_not_started.*${feed?.name}`)])
  })

  it('whose subscription is refused warns with the detail of the server', async () => {
    const detail = 'The value "x" in streams is not a stream id.'
    const session = createSession({
      url: 'http://api',
      filter: { all: true },
      persist: false,
      fetch: async () => new Response(JSON.stringify({ detail }), { status: 400 }),
    })
    session.start()
    await until(() => warnings().length, 1)
    expect(warnings()[0]).toContain(`the server answered 400. ${detail}`)
  })

  it('whose answer is a page that was not found warns with its beginning, and of the url', async () => {
    const session = createSession({
      url: '',
      filter: { all: true },
      persist: false,
      fetch: async () =>
        new Response(`<h1>Cannot GET /events</h1>\n${'x'.repeat(500)}`, { status: 404 }),
    })
    session.start()
    await until(() => warnings().length, 1)
    expect(warnings()[0]).toMatch(
      /answered 404\. It begins with: <h1>Cannot GET.{1,190} The url is/,
    )
    expect(warnings()[0]).not.toContain('bodyExcerpt')
  })

  async function createFailingScene(failures: number, url: string) {
    const world = createWorld()
    const { fetch } = createFakeFeed()
    let requests = 0
    const session = createSession({
      url,
      filter: { all: true },
      persist: false,
      platform: world.platform,
      fetch(...request) {
        requests += 1
        return requests > failures ? fetch(...request) : Promise.reject(new TypeError('No.'))
      },
    })
    session.start()
    for (let second = 0; second < 60; second += 1) await world.pass(1000)
    session.stop()
    return requests
  }

  it('whose server never answers warns with its url and the origin of the page', async () => {
    expect(await createFailingScene(Number.POSITIVE_INFINITY, 'http://silent')).toBeGreaterThan(2)
    expect(warnings()).toEqual([expect.stringMatching(/server_silent.*http:\/\/silent\./)])
    expect(warnings()[0]).toContain(`the origin ${location.origin}?`)
  })

  it('whose server answers the third request does not', async () => {
    expect(await createFailingScene(2, 'http://slow')).toBeGreaterThan(2)
    expect(warnings()).toEqual([])
  })

  it('with the snapshot of another account warns', () => {
    const initialSnapshot = { position: 'a.1', topics: [`user:${other}`], streams: [] }
    createSession({ url: 'http://api', account, initialSnapshot })
    expect(warnings()).toEqual([expect.stringMatching(/snapshot_ignored.*user:GCEZ.*user:GDQP/)])
  })
})
