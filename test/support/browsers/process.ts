/** Programs that a suite starts and ends: each in a group of its own, so that their children end with them. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'

export interface StartedProgram {
  readonly child: ChildProcess
  /** Ends it and everything that it has started, at once. */
  end(): Promise<void>
}

/** Programs that still run: a suite that is interrupted must not leave them behind. */
const running = new Set<number>()
process.once('exit', () => {
  for (const group of running) kill(group)
})

export function startProgram(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'env' | 'stdio'>,
): StartedProgram {
  const child = spawn(command, args, { ...options, detached: true })
  const { pid } = child
  if (pid !== undefined) running.add(pid)
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  return {
    child,
    async end() {
      if (pid !== undefined) kill(pid)
      await closed
      if (pid !== undefined) running.delete(pid)
    },
  }
}

function kill(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

/** The first part of its standard error, or of another output, that matches. */
export function untilPrinted(
  { child }: StartedProgram,
  pattern: RegExp,
  output: NodeJS.ReadableStream | null = child.stderr,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    output?.setEncoding('utf8').on('data', (part: string) => {
      // Only the beginning matters; browsers log for as long as they run.
      if (text.length < 100_000) text += part
      const found = pattern.exec(text)
      if (found) resolve(found[0])
    })
    child.once('error', reject)
    child.once('close', () => reject(new Error(`${child.spawnfile} did not start: ${text}`)))
  })
}
