/**
 * The conformance suite: every case of cases/*.json, with our client, over real sockets, in Node and in
 * Chromium. With `CONFORMANCE_PEERS=1`, as in `npm run test:long`, also with its peers: ours has to be right,
 * they have to be what docs/conformance.md says of them. `WRITE_DOCS=1` runs them and updates its tables.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withGenerated } from '../architecture/markdown.ts'
import { type MisbehaviourServer, startMisbehaviourServer } from '../support/misbehaviour/server.ts'
import type { Verdict } from './case.ts'
import { clients } from './clients/index.ts'
import { inChromium, inNode } from './environments.ts'
import { readCaseFiles } from './read-cases.ts'
import { printCases, printFailures, printGroups, readCases } from './report.ts'

const page = 'docs/conformance.md'
const files = readCaseFiles()
const cases = files.flatMap((file) => file.cases)
const isWriting = process.env['WRITE_DOCS'] === '1'
const hasPeers = isWriting || process.env['CONFORMANCE_PEERS'] === '1'
const everyName = clients.map(({ name }) => name)
const names = hasPeers ? everyName : everyName.slice(0, 1)
const [ours = '', ...peers] = names
const differing = cases.filter(({ differs }) => differs !== undefined).map(({ name }) => name)
const documented = readCases(readFileSync(page, 'utf8'), everyName)

const minuteMs = 60_000
const places = { Node: inNode, Chromium: inChromium } as const
type Place = keyof typeof places

let server: MisbehaviourServer
const results: Record<Place, readonly Verdict[]> = { Node: [], Chromium: [] }
const strays: Record<Place, readonly string[]> = { Node: [], Chromium: [] }

beforeAll(async () => {
  server = await startMisbehaviourServer()
  const runIn = async (place: Place) => {
    const outcomes = await places[place](names, cases, server.port)
    results[place] = outcomes.flatMap(({ verdicts }) => verdicts)
    strays[place] = outcomes[0]?.strays ?? []
  }
  // Most of a case is waiting, so one client runs in both places at once; all peers would be too many.
  if (!hasPeers) await Promise.all([runIn('Node'), runIn('Chromium')])
  else for (const place of ['Node', 'Chromium'] as const) await runIn(place)
}, 16 * minuteMs)
afterAll(() => server.close())

describe('the cases', () => {
  it('have names of their own', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  })
})

describe.each(['Node', 'Chromium'] as const)('in %s', (place) => {
  const failed = (client: string) =>
    results[place].filter((verdict) => verdict.client === client && verdict.failure !== null)

  it('every case was run with every client', () => {
    expect(results[place]).toHaveLength(cases.length * names.length)
  })

  it('our client is right, except where it differs on purpose', () => {
    const wrong = failed(ours).filter(({ name }) => !differing.includes(name))
    expect(wrong.map(({ name, failure }) => `${name}: ${failure}`)).toEqual([])
  })

  it.each(differing)('our client still differs: %s', (name) => {
    expect(failed(ours).map((verdict) => verdict.name)).toContain(name)
  })

  it('our client leaves no error uncaught', () => {
    expect(strays[place]).toEqual([])
  })

  it.skipIf(isWriting).each(peers)(
    '%s is what the page says',
    async (client) => {
      const unlike = (verdicts: readonly Verdict[]) =>
        verdicts.filter(
          ({ name, failure }) => documented(place, client, name) !== (failure === null),
        )
      const first = unlike(results[place].filter((verdict) => verdict.client === client))
      if (first.length === 0) return
      // Peers may be slow on a busy machine: a difference counts only if it is found again in a run of its own.
      const again = cases.filter((test) => first.some(({ name }) => name === test.name))
      const [outcome] = await places[place]([client], again, server.port)
      const second = unlike(outcome?.verdicts ?? [])
      expect(second.map(({ name, failure }) => `${name}: ${failure ?? 'right'}`)).toEqual([])
    },
    2 * minuteMs,
  )
})

describe(page, () => {
  it('has every case in its table', () => {
    if (isWriting) {
      withGenerated(page, {
        groups: printGroups(files, names, results),
        failures: printFailures(files, names, results),
        cases: printCases(files, names, results),
      })
    }
    const known = readCases(readFileSync(page, 'utf8'), everyName)
    const missing = cases.filter(({ name }) => known('Node', ours, name) === null)
    expect(missing.map(({ name }) => name)).toEqual([])
  })
})
