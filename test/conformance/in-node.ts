/**
 * The process that runs the suite in Node: one a client, so that nothing one of them leaves behind meets
 * another. Gets its task as a message from its parent, and answers with one.
 */
import type { ConformanceCase, Verdict } from './case.ts'
import { runSuite } from './run-suite.ts'

export interface Task {
  readonly client: string
  readonly cases: readonly ConformanceCase[]
  readonly port: number
}

export interface Outcome {
  readonly verdicts: readonly Verdict[]
  /** Uncaught rejections and exceptions. */
  readonly strays: readonly string[]
}

const strays: string[] = []
process.on('unhandledRejection', (reason) => strays.push(String(reason)))
process.on('uncaughtException', (error) => strays.push(String(error)))

process.once('message', async ({ client: name, cases, port }: Task) => {
  if (name === 'fetch-event-source') imitatePage()
  const { clients } = await import('./clients/index.ts')
  const client = clients.find((candidate) => candidate.name === name)
  if (client === undefined) throw new Error(`No client is called ${name}.`)
  const verdicts = await runSuite(client, cases, () => `http://127.0.0.1:${port}`)
  process.send?.({ verdicts, strays } satisfies Outcome, () => process.exit())
})

/** It is written for pages: this is all that it takes from one. */
function imitatePage(): void {
  const document = { hidden: false, addEventListener() {}, removeEventListener() {} }
  Object.assign(globalThis, { window: globalThis, document })
}
