/** Runs all cases with one client, many at a time: most of it is waiting. For Node and for pages alike. */
import type { ConformanceCase, Verdict } from './case.ts'
import type { PeerClient } from './clients/client.ts'
import { type Failure, runCuts, runOverSockets } from './run-case.ts'

/** More would only make a busy machine late. */
const atOnce = 30
const casesCutAtOnce = 8
/** How long what has to come may take at first, when many are at it, and at the second try. */
const hastyMs = 4_000
/** Longer than the longest waits that a case allows together, which are 7.8 s. */
const patientMs = 9_000
/** Where waits are measured, and for the second try of what came too late. */
const atOnceCalmly = 15

/** @param originFor a run: pages may hold six connections to an origin, Node any number. */
export async function runSuite(
  client: PeerClient,
  cases: readonly ConformanceCase[],
  originFor: (run: number) => string,
): Promise<Verdict[]> {
  let runs = 0
  const talk = (budgetMs: number) => (test: ConformanceCase) =>
    caught(() => runOverSockets(test, client, originFor(++runs), budgetMs))
  // Cases that measure how long a client waits must not compete with other cases.
  const isPatience = (test: ConformanceCase) =>
    'requests' in test &&
    (test.slowsToMs !== undefined || test.requests.some(({ waitMs }) => waitMs !== undefined))
  const talks = await eachOf(cases, atOnce, (test) =>
    isPatience(test) ? nothing : talk(hastyMs)(test),
  )
  const patience = cases.filter(isPatience)
  for (const [index, failure] of (await eachOf(patience, atOnceCalmly, talk(hastyMs))).entries()) {
    talks[cases.indexOf(patience[index] as ConformanceCase)] = failure
  }
  // Apart from the above, because it is all work and no waiting, and would make the others late.
  const cuts = await eachOf(cases, casesCutAtOnce, (test) => caught(() => runCuts(test, client)))
  const lateOnes = cases.filter((_, index) => talks[index]?.isLate)
  const again = await eachOf(lateOnes, atOnceCalmly, talk(patientMs))
  return cases.map((test, index) => {
    const second = lateOnes.indexOf(test)
    const failure = (second < 0 ? talks[index] : again[second]) ?? cuts[index]
    return { client: client.name, name: test.name, failure: failure?.reason ?? null }
  })
}

const nothing = Promise.resolve(null)

async function caught(run: () => Promise<Failure | null>): Promise<Failure | null> {
  try {
    return await run()
  } catch (error) {
    return { reason: `threw ${String(error)}`, isLate: true }
  }
}

async function eachOf<T, R>(
  items: readonly T[],
  limit: number,
  run: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const work = async () => {
    while (next < items.length) {
      const index = next++
      results[index] = await run(items[index] as T)
    }
  }
  await Promise.all(Array.from({ length: limit }, work))
  return results
}
