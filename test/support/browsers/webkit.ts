/**
 * WebKitGTK behind {@link TestBrowser}: its own MiniBrowser, driven by WebKitWebDriver, in a display
 * without a screen. Playwright's WebKit is a build of its own, and would have to be downloaded.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../free-port.ts'
import { clickActions, keyActions, pointActions } from './actions.ts'
import type { BrowserPage, TestBrowser } from './browser.ts'
import { findWebkit } from './find.ts'
import { startProgram, untilPrinted } from './process.ts'

type Call = <Value = unknown>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
) => Promise<Value>

/** @throws Error when WebKitGTK, its driver or Xvfb is not on this machine. */
export async function launchWebkit(): Promise<TestBrowser> {
  const programs = findWebkit()
  if (!programs) {
    throw new Error('No WebKitGTK is installed: apt-get install webkit2gtk-driver xvfb.')
  }
  const home = mkdtempSync(join(tmpdir(), 'streamgauge-webkit-'))
  const display = startProgram(
    programs.display,
    ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  )
  const undo = [
    () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }),
    () => display.end(),
  ]
  const close = async () => {
    for (const step of undo.reverse()) await step()
  }
  try {
    const shown = display.child.stdio[3] as NodeJS.ReadableStream
    const number = (await untilPrinted(display, /^\d+\n/, shown)).trim()
    const port = await findFreePort()
    const driver = startProgram(programs.driver, [`--port=${port}`, '--host=127.0.0.1'], {
      env: {
        PATH: process.env['PATH'],
        DISPLAY: `:${number}`,
        HOME: home,
        XDG_RUNTIME_DIR: home,
        // Neither a sandbox for root, nor services of a desktop.
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
        DBUS_SESSION_BUS_ADDRESS: 'disabled:',
        GSETTINGS_BACKEND: 'memory',
        NO_AT_BRIDGE: '1',
        LIBGL_ALWAYS_SOFTWARE: '1',
      },
      stdio: 'ignore',
    })
    undo.push(() => driver.end())
    const call = callerOf(`http://127.0.0.1:${port}`)
    await untilReady(call)
    const { sessionId } = await call<{ sessionId: string }>('POST', '/session', {
      capabilities: {
        alwaysMatch: {
          'webkitgtk:browserOptions': {
            binary: programs.browser,
            // The toolbar of a window is 447 px wide at least; without it pages can be as narrow as a phone.
            args: ['--automation', '--full-screen'],
          },
        },
      },
    })
    const base = `/session/${sessionId}`
    undo.push(() => call('DELETE', base).catch(() => {}) as Promise<void>)
    await call('POST', `${base}/timeouts`, { script: 600_000, pageLoad: 60_000 })
    let opened = 0
    const inTurn = createTurns()
    return {
      name: 'webkit',
      openPage: (url) =>
        inTurn(async () => {
          opened += 1
          // The session comes with a window.
          const handle =
            opened === 1
              ? await call<string>('GET', `${base}/window`)
              : (await call<{ handle: string }>('POST', `${base}/window/new`, { type: 'tab' }))
                  .handle
          const page = createPage(call, base, handle, inTurn)
          return page
        }).then(async (page) => {
          await page.resize(1280, 900)
          await page.goTo(url)
          return page
        }),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** A session has one current window: commands of several pages take turns. */
function createTurns(): <T>(run: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (run) => {
    const turn = last.then(run, run)
    last = turn
    return turn
  }
}

function createPage(
  call: Call,
  base: string,
  handle: string,
  inTurn: ReturnType<typeof createTurns>,
): BrowserPage {
  const send: Call = (method, path, body) =>
    inTurn(async () => {
      await call('POST', `${base}/window`, { handle })
      return call(method, `${base}${path}`, body)
    })
  const act = (actions: readonly object[]) => send('POST', '/actions', { actions }).then(() => {})
  return {
    goTo: (url) => send('POST', '/url', { url }).then(() => {}),
    async ask<Answer>(expression: string) {
      const script = `
        const done = arguments[arguments.length - 1]
        Promise.resolve().then(async () => JSON.stringify((await (${expression})) ?? null)).then(
          (text) => done({ text }), (error) => done({ error: String(error) }))`
      const { text, error } = await send<{ text?: string; error?: string }>(
        'POST',
        '/execute/async',
        { script, args: [] },
      )
      if (text === undefined) {
        throw new Error(`The page failed on ${expression.slice(0, 80)}: ${error}`)
      }
      return JSON.parse(text) as Answer
    },
    clickAt: (x, y) => act(clickActions(x, y)),
    pointAt: (x, y) => act(pointActions(x, y)),
    press: (keys) => act(keyActions(keys)),
    resize: (width, height) =>
      send('POST', '/window/rect', { x: 0, y: 0, width, height }).then(() => {}),
    screenshot: async () => Buffer.from(await send<string>('GET', '/screenshot'), 'base64'),
    close: () => send('DELETE', '/window').then(() => {}),
  }
}

function callerOf(origin: string): Call {
  return async <Value>(method: string, path: string, body: object = {}) => {
    const response = await fetch(origin + path, {
      method,
      ...(method === 'POST' && { body: JSON.stringify(body) }),
    })
    const { value } = (await response.json()) as {
      value: Value & { error?: string; message?: string }
    }
    if (!response.ok) {
      throw new Error(`WebKit refused ${path.split('/').slice(3).join('/')}: ${value.message}`)
    }
    return value
  }
}

async function untilReady(call: Call): Promise<void> {
  const endsAtMs = Date.now() + 10_000
  for (;;) {
    const isReady = await call('GET', '/status').then(
      () => true,
      () => false,
    )
    if (isReady) return
    if (Date.now() > endsAtMs) throw new Error('WebKitWebDriver did not answer within 10 s.')
    await sleep(50)
  }
}
