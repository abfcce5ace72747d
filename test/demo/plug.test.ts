import { describe, expect, it } from 'vitest'
import { createPlug } from '../../src/demo/home/plug.ts'
import type { Fetch } from '../../src/demo/send-request.ts'
import { browserPlatform } from '../../src/platform/browser.ts'

/** Answers that stay open until their request is aborted. */
const openAnswer: Fetch = async (_, init) =>
  new Response(
    new ReadableStream({
      start(controller) {
        init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason))
      },
    }),
  )

function setUp(fetch: Fetch = openAnswer) {
  let notice = () => {}
  const timers = {
    after(_: number, run: () => void) {
      notice = run
      return () => {
        notice = () => {}
      }
    },
  }
  const { page } = browserPlatform
  return { plug: createPlug(fetch, { page, timers }), passTime: () => notice() }
}

describe('a plug that is pulled', () => {
  it('ends open answers with the error of a network, not of an abort', async () => {
    const { plug } = setUp()
    const answer = await plug.fetch('/events')
    plug.pull()
    await expect(answer.text()).rejects.toThrow(TypeError)
  })

  it('refuses requests without sending them, until it is put back', async () => {
    let sent = 0
    const { plug } = setUp(async () => {
      sent += 1
      return new Response('')
    })
    plug.pull()
    await expect(plug.fetch('/streams')).rejects.toThrow(TypeError)
    expect(sent).toBe(0)
    plug.putBack()
    await plug.fetch('/streams')
    expect(sent).toBe(1)
  })

  it('leaves requests to their own signals', async () => {
    const { plug } = setUp()
    const leaving = new AbortController()
    const answer = await plug.fetch('/events', { signal: leaving.signal })
    leaving.abort()
    await expect(answer.text()).rejects.toThrow('aborted')
  })

  it('takes the page offline a while later, and back at once', () => {
    const { plug, passTime } = setUp()
    const states: string[] = []
    plug.page.subscribe(() => states.push(`${plug.getState()} ${plug.page.isOnline()}`))
    plug.pull()
    plug.pull()
    passTime()
    plug.putBack()
    passTime()
    expect(states).toEqual(['cut true', 'offline false', 'in true'])
  })
})
