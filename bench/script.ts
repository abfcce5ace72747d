/** A program of a bench in a process of its own, with lines in and lines out. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface, type Interface } from 'node:readline'

export interface StartedScript {
  readonly pid: number
  send(line: string): void
  /** The next line that it prints. */
  next(): Promise<string>
  signal(signal: NodeJS.Signals): void
  stop(): Promise<void>
}

export interface ScriptOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Of Node. */
  readonly execArgv?: readonly string[]
}

/** As `npm start` has it, for every server in Node: how far the young generation grows is not what is compared. */
export const serverOptions: readonly string[] = ['--max-semi-space-size=16']

export function startScript(
  file: string,
  given: readonly string[],
  { env = {}, execArgv = [] }: ScriptOptions = {},
): StartedScript {
  const child: ChildProcess = spawn(process.execPath, [...execArgv, file, ...given], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const lines: Interface = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  let isStopped = false
  void exited.then(() => {
    if (isStopped) return
    // The other side would be waited for without end.
    console.error(`The process of ${file} ${given.join(' ')} ended.`)
    process.exit(1)
  })
  return {
    pid: child.pid ?? 0,
    send: (line: string) => void child.stdin?.write(`${line}\n`),
    next: () =>
      new Promise<string>((resolve) => {
        lines.once('line', resolve)
      }),
    signal: (signal) => void child.kill(signal),
    async stop() {
      isStopped = true
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** Resident memory of a process. */
export function residentKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

/** CPU time of a process, in user and in system mode; a tick is 10 ms. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
