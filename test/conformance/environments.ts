/** Where the suite runs: Node in processes, Chromium in pages, all clients side by side. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { launchChromium } from '../support/chromium-page.ts'
import type { ConformanceCase } from './case.ts'
import type { Outcome, Task } from './in-node.ts'
import type { RunConformance } from './in-page.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Runs all cases with the clients of these names; `port` is the misbehaviour server's. */
export type RunIn = (
  names: readonly string[],
  cases: readonly ConformanceCase[],
  port: number,
) => Promise<Outcome[]>

export const inNode: RunIn = (names, cases, port) =>
  Promise.all(names.map((client) => runProcess({ client, cases, port })))

function runProcess(task: Task): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    // The test runner's own flags and variables are not meant for it.
    const child = fork(at('./in-node.ts'), {
      execArgv: ['--no-warnings'],
      env: { PATH: process.env['PATH'] ?? '' },
    })
    child.once('message', (outcome) => resolve(outcome as Outcome))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${task.client} ended with ${code}.`)))
    child.send(task)
  })
}

export const inChromium: RunIn = async (names, cases, port) => {
  const [script, browser] = await Promise.all([bundlePage(), launchChromium()])
  try {
    return await Promise.all(
      names.map(async (client) => {
        // A context of its own: connections are counted by context, too.
        const page = await (await browser.newContext()).newPage()
        const strays: string[] = []
        page.on('pageerror', (error) => strays.push(String(error)))
        await page.goto(`http://localhost:${port}/page`)
        await page.addScriptTag({ content: script, type: 'module' })
        await page.waitForFunction(() => 'runConformance' in globalThis)
        const verdicts = await page.evaluate(
          (task) =>
            (globalThis.runConformance as RunConformance)(task.client, task.cases, task.port),
          { client, cases, port } as { client: string; cases: ConformanceCase[]; port: number },
        )
        return { verdicts, strays }
      }),
    )
  } finally {
    await browser.close()
  }
}

export async function bundlePage(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      lib: { entry: at('./in-page.ts'), formats: ['es'], fileName: 'page' },
    },
  })
  const [bundle] = Array.isArray(result) ? result : [result]
  const output = bundle && 'output' in bundle ? bundle.output : []
  const chunk = output.find((part) => part.type === 'chunk')
  if (chunk?.type !== 'chunk') throw new Error('The page of the conformance suite did not build.')
  return chunk.code
}
