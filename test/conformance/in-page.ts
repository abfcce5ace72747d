/** The suite in a page: bundled, loaded, and started from outside by `runConformance`. */
import type { ConformanceCase, Verdict } from './case.ts'
import { clients } from './clients/index.ts'
import { runSuite } from './run-suite.ts'

export type RunConformance = (
  name: string,
  cases: readonly ConformanceCase[],
  port: number,
) => Promise<Verdict[]>

declare global {
  var runConformance: RunConformance
}

globalThis.runConformance = async (name, cases, port) => {
  const client = clients.find((candidate) => candidate.name === name)
  if (client === undefined) throw new Error(`No client is called ${name}.`)
  // Every run has a host name of its own: Chromium takes all of them for this machine, and grants each
  // six connections.
  return runSuite(client, cases, (run) => `http://run-${run}.localhost:${port}`)
}
