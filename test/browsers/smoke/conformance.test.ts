/**
 * The generic client in the browser that `BROWSER` names, with every case of the conformance suite. In
 * Chromium `npm test` does this, with the clients of others as well.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Verdict } from '../../conformance/case.ts'
import { clients } from '../../conformance/clients/index.ts'
import { bundlePage } from '../../conformance/environments.ts'
import { readCaseFiles } from '../../conformance/read-cases.ts'
import type { BrowserName } from '../../support/browsers/browser.ts'
import {
  type MisbehaviourServer,
  startMisbehaviourServer,
} from '../../support/misbehaviour/server.ts'
import { until } from '../../support/until.ts'
import { browserName, createVisits, type Visits } from './visitor.ts'

const cases = readCaseFiles().flatMap((file) => file.cases)
const differing = cases.filter(({ differs }) => differs !== undefined).map(({ name }) => name)
const [ours] = clients

/**
 * Firefox reports a head with the first byte of the body: without one the client is still connecting, and
 * waits for as long as that may take.
 */
const limits: Partial<Record<BrowserName, readonly string[]>> = {
  firefox: [
    'a connection that is silent after its head is replaced',
    'the silent connection is left on the wire',
  ],
}

let visits: Visits
let server: MisbehaviourServer

beforeAll(async () => {
  ;[visits, server] = await Promise.all([createVisits(), startMisbehaviourServer()])
})

afterAll(async () => {
  await visits?.close()
  await server?.close()
})

describe.skipIf(browserName === 'chromium')(`in ${browserName}, our client`, () => {
  it('is right in every case of the conformance suite, except where it differs on purpose', async () => {
    const page = await visits.visit(`http://localhost:${server.port}/page`)
    const script = JSON.stringify(await bundlePage())
    await page.ask(`void document.head.append(Object.assign(document.createElement('script'), {
      type: 'module', textContent: ${script} }))`)
    await until(() => page.ask<boolean>(`'runConformance' in globalThis`), 10_000, 'it has loaded')
    const verdicts = await page.ask<readonly Verdict[]>(
      `runConformance(${JSON.stringify(ours?.name)}, ${JSON.stringify(cases)}, ${server.port})`,
    )
    const wrong = verdicts.filter(({ failure }) => failure !== null)
    const limited = limits[browserName] ?? []
    const unexpected = wrong.filter(({ name }) => ![...differing, ...limited].includes(name))
    expect(verdicts).toHaveLength(cases.length)
    expect(wrong.map(({ name }) => name)).toEqual(expect.arrayContaining([...limited]))
    expect(unexpected.map(({ name, failure }) => `${name}: ${failure}`)).toEqual([])
  }, 600_000)
})
