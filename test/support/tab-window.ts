/**
 * A Chromium window with a strip of tabs, driven over its debugging socket: of several tabs one is
 * visible and the others are hidden, with throttled timers, as people have them.
 *
 * Not Playwright: it keeps every page visible and focused, switches throttling off, and receives
 * every network chunk of every page, in the process that measures.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromiumArguments, findChromium } from './chromium.ts'

export interface Tab {
  /** Any command of the debugging protocol. */
  send<Result = void>(method: string, params?: object): Promise<Result>
  navigate(url: string): void
  /** The value of an expression in the page, as JSON. Waits while a page is being loaded. */
  ask<Answer>(expression: string): Promise<Answer>
  /** Brings it to the front: the one before is hidden. */
  show(): Promise<void>
  /** What a browser does with tabs that were long in the background. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  setOffline(isOffline: boolean): Promise<void>
  /** Bytes of JavaScript that are still needed: measured after a collection. */
  heapBytes(): Promise<number>
  close(): Promise<void>
  /** Its process dies. */
  crash(): Promise<void>
  readonly isGone: boolean
  /** Uncaught exceptions. */
  readonly exceptions: readonly string[]
}

export interface TabWindow {
  openTab(url: string): Promise<Tab>
  close(): Promise<void>
}

interface TabWindowOptions {
  /** Further arguments of the browser, such as its window's size. */
  readonly args?: readonly string[]
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly sessionId?: string
  readonly params?: Record<string, unknown>
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** @throws Error when no Chromium is on this machine. */
export async function openTabWindow({ args = [] }: TabWindowOptions = {}): Promise<TabWindow> {
  const executable = findChromium()
  if (!executable) throw new Error('No Chromium is installed: set CHROMIUM_PATH or install one.')
  const profile = mkdtempSync(join(tmpdir(), 'streamgauge-tabs-'))
  const chromium = spawn(
    executable,
    [
      ...chromiumArguments,
      ...args,
      '--headless',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const exited = new Promise<void>((resolve) => chromium.once('close', () => resolve()))
  const wire = await createWire(await debuggerOf(chromium))

  return {
    openTab: (url) => openTab(wire, url),
    async close() {
      await wire.send('Browser.close').catch(() => chromium.kill('SIGKILL'))
      await exited
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function openTab(wire: Wire, url: string): Promise<Tab> {
  const { targetId } = await wire.send<{ targetId: string }>('Target.createTarget', {
    url: 'about:blank',
  })
  const { sessionId } = await wire.send<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true,
  })
  const send = <T>(method: string, params: object = {}) => wire.send<T>(method, params, sessionId)
  const exceptions: string[] = []
  let isGone = false
  wire.onEvent(sessionId, (method, params) => {
    if (method === 'Inspector.targetCrashed' || method === 'Inspector.detached') isGone = true
    if (method === 'Runtime.exceptionThrown') exceptions.push(JSON.stringify(params).slice(0, 500))
  })
  await send('Inspector.enable')
  await send('Runtime.enable')
  const navigate = (to: string) => {
    // It answers when the page does, and some pages never get an answer.
    send('Page.navigate', { url: to }).catch(() => {})
  }
  navigate(url)

  return {
    send,
    navigate,
    async ask<Answer>(expression: string) {
      const { result, exceptionDetails } = await send<{
        result: { value: Answer }
        exceptionDetails?: object
      }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
      if (exceptionDetails) {
        throw new Error(
          `The page failed on ${expression.slice(0, 80)}: ${JSON.stringify(exceptionDetails).slice(0, 500)}`,
        )
      }
      return result.value
    },
    show: () => wire.send('Target.activateTarget', { targetId }),
    freeze: () => send('Page.setWebLifecycleState', { state: 'frozen' }),
    thaw: () => send('Page.setWebLifecycleState', { state: 'active' }),
    setOffline: (isOffline) =>
      send('Network.emulateNetworkConditions', {
        offline: isOffline,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
      }),
    async heapBytes() {
      await send('HeapProfiler.collectGarbage')
      await send('HeapProfiler.collectGarbage')
      const { usedSize } = await send<{ usedSize: number }>('Runtime.getHeapUsage')
      return usedSize
    },
    async close() {
      isGone = true
      await wire.send('Target.closeTarget', { targetId })
    },
    async crash() {
      isGone = true
      // It dies before it can answer.
      send('Page.crash').catch(() => {})
      await wire.send('Target.closeTarget', { targetId }).catch(() => {})
    },
    get isGone() {
      return isGone
    },
    exceptions,
  }
}

interface Wire {
  send<T = void>(method: string, params?: object, sessionId?: string): Promise<T>
  onEvent(
    sessionId: string,
    listener: (method: string, params: Record<string, unknown>) => void,
  ): void
}

interface Answer {
  resolve(value: unknown): void
  reject(error: Error): void
}

async function createWire(url: string): Promise<Wire> {
  const socket = new WebSocket(url)
  const waiting = new Map<number, Answer>()
  const listeners = new Map<string, (method: string, params: Record<string, unknown>) => void>()
  let lastId = 0
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = reject
  })
  socket.onmessage = ({ data }) => {
    const { id, method, sessionId, params, result, error } = JSON.parse(String(data)) as Message
    if (id !== undefined) {
      const answer = waiting.get(id)
      waiting.delete(id)
      if (error) answer?.reject(new Error(`Chromium refused: ${error.message}`))
      else answer?.resolve(result)
    } else if (method && sessionId) listeners.get(sessionId)?.(method, params ?? {})
  }
  socket.onclose = () => {
    for (const answer of waiting.values()) answer.reject(new Error('Chromium has ended.'))
    waiting.clear()
  }
  return {
    send<T>(method: string, params: object = {}, sessionId?: string) {
      lastId += 1
      const id = lastId
      return new Promise<T>((resolve, reject) => {
        waiting.set(id, { resolve: (value) => resolve(value as T), reject })
        socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }))
      })
    },
    onEvent: (sessionId, listener) => void listeners.set(sessionId, listener),
  }
}

/** The address that Chromium prints when it listens. */
function debuggerOf(chromium: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    chromium.stderr?.setEncoding('utf8').on('data', (part: string) => {
      // Only the beginning matters; it goes on complaining for as long as it runs.
      if (text.length < 100_000) text += part
      const address = /ws:\/\/\S+/.exec(text)?.[0]
      if (address) resolve(address)
    })
    chromium.once('close', () => reject(new Error(`Chromium did not start: ${text}`)))
  })
}
