/**
 * Firefox behind {@link TestBrowser}, over WebDriver BiDi: the browser has that protocol built in, and needs
 * no driver. Playwright's Firefox is a build of its own, and would have to be downloaded.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clickActions, keyActions, pointActions } from './actions.ts'
import type { BrowserPage, TestBrowser } from './browser.ts'
import { findFirefox } from './find.ts'
import { startProgram, untilPrinted } from './process.ts'

/** What would look for a network or do work of its own. */
const preferences: Readonly<Record<string, string | number | boolean>> = {
  'app.normandy.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.systemAddon.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
}

interface Reply {
  readonly id?: number
  readonly type?: 'success' | 'error' | 'event'
  readonly result?: unknown
  readonly error?: string
  readonly message?: string
}

type Send = <Result = unknown>(method: string, params?: object) => Promise<Result>

/** @throws Error when no Firefox is on this machine. */
export async function launchFirefox(): Promise<TestBrowser> {
  const executable = findFirefox()
  if (!executable) throw new Error('No Firefox is installed: set FIREFOX_PATH or install one.')
  const profile = mkdtempSync(join(tmpdir(), 'streamgauge-firefox-'))
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  )
  writeFileSync(join(profile, 'user.js'), lines.join('\n'))
  const firefox = startProgram(
    executable,
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0', 'about:blank'],
    // It refuses a home folder of another user, which root may have; and it must not write into ours.
    { env: { ...process.env, HOME: profile }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  async function close(): Promise<void> {
    await firefox.end()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const address = await untilPrinted(firefox, /ws:\/\/[^\s]+(?=\s)/)
    const send = await connect(`${address}/session`)
    await send('session.new', { capabilities: {} })
    return { name: 'firefox', openPage: (url) => openPage(send, url), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openPage(send: Send, url: string): Promise<BrowserPage> {
  const { context } = await send<{ context: string }>('browsingContext.create', { type: 'tab' })
  const resize = (width: number, height: number) =>
    send('browsingContext.setViewport', { context, viewport: { width, height } }).then(() => {})
  const goTo = (to: string) =>
    send('browsingContext.navigate', { context, url: to, wait: 'complete' }).then(() => {})
  const act = (actions: readonly object[]) =>
    send('input.performActions', { context, actions }).then(() => {})
  await resize(1280, 900)
  await goTo(url)
  return {
    goTo,
    resize,
    clickAt: (x, y) => act(clickActions(x, y)),
    pointAt: (x, y) => act(pointActions(x, y)),
    press: (keys) => act(keyActions(keys)),
    async ask<Answer>(expression: string) {
      const { type, result, exceptionDetails } = await send<{
        type: 'success' | 'exception'
        result: { type: string; value?: string }
        exceptionDetails?: { text: string }
      }>('script.evaluate', {
        // As text: values of the protocol are a format of their own.
        expression: `(async () => JSON.stringify((await (${expression})) ?? null))()`,
        target: { context },
        awaitPromise: true,
      })
      if (type === 'exception') {
        throw new Error(`The page failed on ${expression.slice(0, 80)}: ${exceptionDetails?.text}`)
      }
      return JSON.parse(result.value ?? 'null') as Answer
    },
    async screenshot() {
      const { data } = await send<{ data: string }>('browsingContext.captureScreenshot', {
        context,
      })
      return Buffer.from(data, 'base64')
    },
    close: () => send('browsingContext.close', { context }).then(() => {}),
  }
}

async function connect(url: string): Promise<Send> {
  const socket = new WebSocket(url)
  const waiting = new Map<number, (reply: Reply) => void>()
  let lastId = 0
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error(`Firefox did not accept a connection to ${url}.`))
  })
  socket.onmessage = ({ data }) => {
    const reply = JSON.parse(String(data)) as Reply
    if (reply.id !== undefined) waiting.get(reply.id)?.(reply)
  }
  socket.onclose = () => {
    for (const answer of waiting.values()) answer({ type: 'error', message: 'Firefox has ended.' })
  }
  return <Result>(method: string, params: object = {}) => {
    lastId += 1
    const id = lastId
    return new Promise<Result>((resolve, reject) => {
      waiting.set(id, ({ type, result, error, message }) => {
        waiting.delete(id)
        if (type === 'success') resolve(result as Result)
        else reject(new Error(`Firefox refused ${method}: ${error ?? ''} ${message}`))
      })
      socket.send(JSON.stringify({ id, method, params }))
    })
  }
}
