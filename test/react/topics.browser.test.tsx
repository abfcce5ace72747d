/** Widgets that say what they show, and the one connection that is asked for all of it. */
import { act, type ReactNode, StrictMode } from 'react'
import { describe, expect, it } from 'vitest'
import {
  Announcer,
  ConnectionBadge,
  GaugeProvider,
  type GaugeProviderProps,
  StreamCard,
  StreamStatusBadge,
  useConnection,
  useHistory,
  useSession,
  useStorePhase,
  useStream,
  useStreamEvents,
  useStreams,
} from '../../src/index.ts'
import type { Session } from '../../src/payments-session.ts'
import { useStreamSummary } from '../../src/react/stream-scope.tsx'
import { streamState } from '../store/frames.ts'
import { createFakeWorld } from '../support/fake-world.ts'
import { createFakeFeed } from './fake-feed.ts'
import { mount } from './mount.ts'

const me = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
const you = 'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ'
const tokenAddress = 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA'
const streamOf = (id: string) =>
  streamState(id, { sender: me, recipient: you, tokenAddress, startTime: 1_000 })
const token = { symbol: 'USDC', decimals: 2 }
const frameMs = 20

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index))

/** A page whose time a test lets pass, in front of a feed that sends what a test makes it send. */
function createPage(options: Partial<GaugeProviderProps> = {}) {
  const feed = createFakeFeed()
  const world = createFakeWorld({ fetch: feed.fetch })
  const seen: { session: Session | null } = { session: null }
  function Look() {
    seen.session = useSession()
    return null
  }
  const page = (node: ReactNode) => (
    <StrictMode>
      <GaugeProvider
        url="http://api"
        platform={world.platform}
        tokens={{ [tokenAddress]: token }}
        persist={false}
        {...(options as object)}
      >
        {node}
        <Look />
      </GaugeProvider>
    </StrictMode>
  )
  const mounted = mount(null)
  return {
    feed,
    world,
    host: mounted.host,
    show: (node: ReactNode) => mounted.render(page(node)),
    pass: (ms: number) => act(() => world.advance(ms)),
    answer: async (ids: readonly string[], isFirst = false) => {
      await act(async () => {
        const streams = ids.map(streamOf)
        if (isFirst) feed.greet(streams)
        else feed.resume(streams)
      })
      await act(() => world.advance(frameMs))
    },
    queries: () => feed.requests.map(({ url }) => new URL(url).search),
    store: () => seen.session?.store.getState(),
  }
}

const badges = (ids: readonly string[]) =>
  ids.map((id) => <StreamStatusBadge key={id} streamId={id} />)

describe('a page without widgets', () => {
  it('makes no request, even when open() is called', async () => {
    const { show, pass, queries } = createPage()
    let open = () => {}
    function Control() {
      open = useConnection().open
      return null
    }
    show(<Control />)
    await pass(1000)
    act(open)
    await pass(1000)
    expect(queries()).toEqual([])
  })
})

describe('widgets that are mounted together', () => {
  it('make one request for everything they show', async () => {
    const { show, pass, queries } = createPage()
    show(badges(range(1, 10)))
    await pass(1000)
    const streams = range(1, 10).map((id) => `streams=${id}`)
    expect(queries()).toEqual([`?${streams.join('&')}&snapshot=true`])
  })

  it('make none for streams of the account', async () => {
    const { show, pass, answer, queries, host } = createPage({ account: me })
    show(range(1, 30).map((id) => <StreamCard key={id} streamId={id} />))
    await pass(frameMs)
    await answer(range(1, 30), true)
    await pass(1000)
    expect(queries()).toEqual([`?users=${me}&snapshot=true`])
    expect(host.querySelectorAll('.sg-card[data-phase=ready]')).toHaveLength(30)
  })
})

describe('a widget that is mounted later', () => {
  async function tenAndOne() {
    const page = createPage()
    page.show(badges(range(1, 10)))
    await page.pass(frameMs)
    await page.answer(range(1, 10), true)
    await page.pass(1000)
    page.show(badges(range(1, 11)))
    await page.pass(frameMs)
    return page
  }

  it('makes one request, with the same cursor and for the state of its own stream only', async () => {
    const { feed, answer, queries, host } = await tenAndOne()
    expect(queries()).toHaveLength(2)
    expect(queries()[1]).toMatch(/&streams=11&snapshot=11$/)
    expect(feed.cursors).toEqual([null, 'k3f9a.5'])
    await answer(['11'])
    expect(host.querySelectorAll('.sg-status[data-phase=ready]')).toHaveLength(11)
  })

  it('is loading until its own state has arrived, and may then be empty', async () => {
    const { answer, host } = await tenAndOne()
    const phases = () =>
      [...host.querySelectorAll('.sg-status')].map((badge) => badge.getAttribute('data-phase'))
    expect(phases().slice(-2)).toEqual(['ready', 'loading'])
    await answer([])
    expect(phases().slice(-2)).toEqual(['ready', 'empty'])
  })

  it('makes no request when it is unmounted for less than 5 s', async () => {
    const { show, pass, answer, queries, store } = await tenAndOne()
    await answer(['11'])
    show(badges(range(1, 10)))
    await pass(4900)
    expect(queries()).toHaveLength(2)
    show(badges(range(1, 11)))
    await pass(10_000)
    expect(queries()).toHaveLength(2)
    show(badges(range(1, 10)))
    await pass(4900)
    expect(store()?.items.has('11')).toBe(true)
    await pass(200)
    expect(queries()[2]).toMatch(/&streams=10&snapshot=true$/)
    expect(store()?.items.has('11')).toBe(false)
  })

  it('makes no request when it is unmounted before the next frame', async () => {
    const { show, pass, answer, queries } = await tenAndOne()
    await answer(['11'])
    show(badges(range(1, 12)))
    show(badges(range(1, 11)))
    await pass(10_000)
    expect(queries()).toHaveLength(2)
  })

  it('hides the short renewal: balances and badge stay live, and nothing is announced', async () => {
    const { show, pass, answer, host } = createPage()
    const page = (ids: readonly string[]) => (
      <>
        <ConnectionBadge />
        {badges(ids)}
        <Announcer />
      </>
    )
    show(page(['1']))
    await pass(frameMs)
    await answer(['1'], true)
    const seen = new Set<string>()
    const look = () => {
      const word = host.querySelector('.sg-connection__label')?.textContent
      const freshness = host.querySelector('.sg-status')?.getAttribute('data-freshness')
      seen.add(`${word} ${freshness}`)
    }
    look()
    const observer = new MutationObserver(look)
    observer.observe(host, { subtree: true, attributes: true, characterData: true })
    show(page(['1', '2']))
    await pass(frameMs)
    await pass(1900)
    await answer(['2'])
    await pass(10_000)
    observer.disconnect()
    expect([...seen]).toEqual(['Live live'])
    expect(host.querySelector('.sg-announcer')?.textContent).toBe('')
  })

  it('shows a renewal that takes longer than two seconds', async () => {
    const { show, pass, answer, host } = createPage()
    const label = () => host.querySelector('.sg-connection__label')?.textContent
    show([<ConnectionBadge key="badge" />, ...badges(['1'])])
    await pass(frameMs)
    await answer(['1'], true)
    show([<ConnectionBadge key="badge" />, ...badges(['1', '2'])])
    await pass(1900)
    expect(label()).toBe('Live')
    await pass(200)
    expect(label()).toBe('Syncing')
    expect(host.querySelector('.sg-status')?.getAttribute('data-freshness')).toBe('stale')
    await answer(['2'])
    expect(label()).toBe('Live')
  })
})

describe('a connection that has not been live yet', () => {
  it('is not shown as live when a widget is mounted while it syncs', async () => {
    const { show, pass, host } = createPage()
    show([<ConnectionBadge key="badge" />, ...badges(['1'])])
    await pass(frameMs)
    show([<ConnectionBadge key="badge" />, ...badges(['1', '2'])])
    await pass(300)
    expect(host.querySelector('.sg-connection__label')?.textContent).toBe('Syncing')
  })
})

describe('more widgets than topics of one connection', () => {
  it('show which of them are not followed, and the others keep working', async () => {
    const { show, pass, answer, queries, host } = createPage()
    const codes = new Map<string, string | undefined>()
    function Summary({ id }: { readonly id: string }) {
      codes.set(id, useStreamSummary({ streamId: id }).error?.code)
      return null
    }
    const page = (ids: readonly string[]) => [
      <ConnectionBadge key="badge" />,
      ...ids.map((id) => <Summary key={id} id={id} />),
    ]
    show(page(range(1, 101)))
    await pass(frameMs)
    await answer(range(1, 100), true)
    expect(queries()[0]).not.toContain('streams=101')
    expect([codes.get('100'), codes.get('101')]).toEqual([undefined, 'too_many_topics'])
    expect(host.querySelector('.sg-connection__label')?.textContent).toBe('Live')
    show(page(range(2, 101)))
    await pass(1000)
    await answer(['101'])
    expect(queries()[1]).toMatch(/&streams=101&snapshot=101$/)
    expect(codes.get('101')).toBe(undefined)
  })
})

describe('the topics that hooks follow', () => {
  const asked = async (useIt: () => unknown) => {
    const { show, pass, queries } = createPage()
    function Hook() {
      useIt()
      return null
    }
    show(<Hook />)
    await pass(1000)
    return queries().map((query) => query.replace('&snapshot=true', ''))
  }

  it('are those that they name', async () => {
    expect(await asked(() => useStream('7'))).toEqual(['?streams=7'])
    expect(await asked(() => useStream(undefined))).toEqual([])
    expect(await asked(() => useStream('not an id'))).toEqual([])
    expect(await asked(() => useStreams({ account: me, status: ['active'] }))).toEqual([
      `?users=${me}`,
    ])
    expect(await asked(() => useStreams({ account: me, streamIds: ['7'] }))).toEqual(['?streams=7'])
    expect(await asked(() => useStreams({ status: ['active'] }))).toEqual([])
    expect(await asked(() => useHistory({ accounts: [me], streamIds: ['7'] }))).toEqual([
      `?streams=7&users=${me}`,
    ])
    expect(await asked(() => useHistory({ limit: 5 }))).toEqual([])
    expect(await asked(() => useStorePhase({ users: [me] }))).toEqual([])
    expect(await asked(() => useStreamSummary({ stream: streamOf('7'), streamId: '7' }))).toEqual(
      [],
    )
  })

  it('are the options of useStreamEvents', async () => {
    expect(await asked(() => useStreamEvents({ streamIds: ['7'], userPublicKeys: [me] }))).toEqual([
      `?streams=7&users=${me}`,
    ])
    expect(await asked(() => useStreamEvents({ subscribeToAll: true }))).toEqual(['?all=true'])
    expect(await asked(() => useStreamEvents({}))).toEqual([])
  })

  it('are an error of useStreamEvents when there are too many', async () => {
    const { show, pass } = createPage()
    let code: string | undefined
    function Events() {
      code = (useStreamEvents({ streamIds: range(1, 101) }).error as { code?: string } | null)?.code
      return null
    }
    show(<Events />)
    await pass(frameMs)
    expect(code).toBe('too_many_topics')
  })
})

describe('a list of an account’s streams', () => {
  it('is loading until the state of that account has arrived', async () => {
    const { show, pass, answer, host } = createPage()
    function List({ account }: { readonly account: string }) {
      const streams = useStreams({ account })
      return <p>{`${useStorePhase({ users: [account] })} ${streams.length}`}</p>
    }
    show(<List account={me} />)
    await pass(frameMs)
    await answer(['1'], true)
    expect(host.textContent).toBe('ready 1')
    show(<List account={you} />)
    expect(host.textContent).toBe('loading 1')
    await pass(1000)
    expect(host.textContent).toBe('loading 1')
    await answer(['1', '2'])
    expect(host.textContent).toBe('ready 2')
  })
})
