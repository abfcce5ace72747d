/**
 * A real server process: `node server/node/main.ts` with an environment of its own, on a free port of
 * 127.0.0.1. The test that starts one stops it; nothing here outlives a test by itself.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ownMain = fileURLToPath(new URL('../../server/node/main.ts', import.meta.url))

export interface SpawnedServer {
  readonly url: string
  readonly port: number
  /** Of the process. */
  readonly pid: number
  /** What it has printed so far. */
  readonly stdout: string
  readonly stderr: string
  /** Sends a signal; resolves with the exit code when the process has ended. `null`: by signal. */
  kill(signal: NodeJS.Signals): Promise<number | null>
  /** Sends a signal and does not wait. */
  signal(signal: NodeJS.Signals): void
  /** The exit code, when it has ended. */
  readonly exited: Promise<number | null>
  /** Ends it at once, if it still runs. */
  stop(): Promise<void>
}

/** A process that ended instead of listening. */
export interface FailedStart {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface SpawnOptions {
  /** Differences from this process's environment. Default port: a free one. */
  readonly env?: Readonly<Record<string, string>>
  /** Options of Node, such as the size of the heap. */
  readonly execArgv?: readonly string[]
  /** The program. Default: that of this checkout. */
  readonly main?: string
  /** What becomes of its stderr: `unread` fills the pipe, `closed` breaks it. Default: it is read. */
  readonly stderr?: 'read' | 'unread' | 'closed' | undefined
}

/** Starts a server and waits until it listens. Rejects with what it said when it does not. */
export async function spawnServer(options: SpawnOptions = {}): Promise<SpawnedServer> {
  const process = start(options)
  const port = await process.listening
  if (port === null) {
    throw new Error(`The server did not start: ${process.output.stderr || 'it said nothing'}`)
  }
  const { child, output, exited } = process
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    get stdout() {
      return output.stdout
    },
    get stderr() {
      return output.stderr
    },
    exited,
    signal: (signal) => void child.kill(signal),
    kill(signal) {
      child.kill(signal)
      return exited
    },
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** A server whose files outlive it, with a short ping and without simulated events. Default port: a free one. */
export const spawnQuietServer = (dataDir: string, port = 0): Promise<SpawnedServer> =>
  spawnServer({
    env: { DATA_DIR: dataDir, SIMULATE: 'off', PING_MS: '1000', PORT: String(port) },
  })

/** Starts a server that is expected to give up, and waits until it has. */
export async function spawnFailingServer(options: SpawnOptions = {}): Promise<FailedStart> {
  const { child, output, exited, listening } = start(options)
  if ((await listening) !== null) {
    child.kill('SIGKILL')
    await exited
    throw new Error('The server started, though it was expected not to.')
  }
  return { code: await exited, ...output }
}

interface StartedProcess {
  readonly child: ChildProcess
  readonly output: { stdout: string; stderr: string }
  readonly exited: Promise<number | null>
  /** `null`: it ended first. */
  readonly listening: Promise<number | null>
}

function start({
  env,
  execArgv = [],
  main = ownMain,
  stderr = 'read',
}: SpawnOptions): StartedProcess {
  const child = spawn(process.execPath, [...execArgv, main], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  if (stderr === 'closed') child.stderr.destroy()
  if (stderr === 'read') {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text
    })
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  const listening = new Promise<number | null>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text
      // All three lines, so that a test that waits for the server can also read them.
      const port = /^Open\s+http:\/\/\S+:(\d+)\n.+\n.+\n/.exec(output.stdout)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
    void exited.then(() => resolve(null))
  })
  return { child, output, exited, listening }
}
