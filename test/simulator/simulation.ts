/**
 * One run: the real servers and clients on virtual time, while everything around them fails as the seed says. What has to
 * hold is what test/chaos asks of real processes: C1 to C4 in reader-record.ts, and at the end
 *
 *   C5 every reader reaches the newest event of its log
 *   C6 what was acknowledged in the last epoch is in the log
 *   C8 the items of a page are those that a new page is given
 *   C9 no server issues an offset twice in an epoch
 *   C10 nothing fails inside a server but what says that the log is out of reach
 *
 * A run with the same seed and the same steps is the same run.
 */
// Loaded when it is needed: from a disk, which takes real time.
import '../../src/connection/polls.ts'
import { systemClock, systemRandom, systemTimers } from '../../src/platform/system.ts'
import { parseEventId } from '../../src/protocol/event-id.ts'
import { allTopic } from '../../src/protocol/topic-set.ts'
import { differences, itemsOf } from '../soak/feeds/soaked-feed.ts'
import { createRandom } from '../support/random.ts'
import type { SimulatedReader } from './readers.ts'
import { planSteps, runStep, type Step } from './steps.ts'
import { createVirtualTime } from './virtual-time.ts'
import { createWorld, metaOf, type World } from './world.ts'

export interface SimulationReport {
  readonly steps: readonly Step[]
  /** A sentence for each broken promise. */
  readonly faults: readonly string[]
  readonly events: number
  readonly delivered: number
  readonly disconnects: number
  readonly exactResumes: number
  readonly gaps: Readonly<Record<string, number>>
  readonly resets: Readonly<Record<string, number>>
  readonly virtualMs: number
}

const lastsMs = 2_000
/** What a step still has to undo. */
const longestStepMs = 1_600
/** How long everything may take to be right again. */
const patienceMs = 80_000

/** What happens in the run of a seed. */
export const planOf = (seed: number): readonly Step[] => planSteps(createRandom(seed), lastsMs)

/** @param steps default: those of the seed */
export async function simulate(seed: number, steps?: readonly Step[]): Promise<SimulationReport> {
  const planned = steps ?? planOf(seed)
  const time = createVirtualTime()
  const restore = replaceSystem(time, createRandom(seed + 1))
  const world = createWorld(time, seed)
  try {
    const faults = await runWorld(world, planned)
    const records = world.readers.map(({ record }) => record)
    return {
      ...{ steps: planned, faults, events: world.truth.count },
      delivered: sum(records.map(({ delivered }) => delivered)),
      disconnects: sum(records.map(({ disconnects }) => disconnects)),
      exactResumes: sum(records.map(({ exactResumes }) => exactResumes)),
      gaps: added(records.map(({ gaps }) => gaps)),
      resets: added(records.map(({ resets }) => resets)),
      virtualMs: time.nowMs(),
    }
  } finally {
    world.close()
    restore()
  }
}

async function runWorld(world: World, steps: readonly Step[]): Promise<readonly string[]> {
  const { time, truth, writers, readers } = world
  const faults: string[] = []
  for (const step of steps) time.after(step.atMs, () => runStep(step, world))
  await time.run(lastsMs)
  await time.run(lastsMs + longestStepMs)
  world.heal()

  const deadlineMs = () => time.nowMs() + patienceMs
  const before = writers.map(({ acknowledged }) => acknowledged.length)
  const isWritten = () =>
    writers.every(({ acknowledged }, at) => acknowledged.length > (before[at] ?? 0) + 2)
  await time.run(deadlineMs(), isWritten)
  if (!isWritten()) faults.push('something could not be written any more')
  let isIdle = false
  void Promise.all(writers.map((writer) => writer.stop())).then(() => {
    isIdle = true
  })
  await time.run(deadlineMs(), () => isIdle)
  if (!isIdle) faults.push('a write was never answered')

  const isUpToDate = (reader: SimulatedReader) => hasAll(world, reader)
  await time.run(deadlineMs(), () => readers.every(isUpToDate))
  for (const reader of readers.filter((each) => !isUpToDate(each))) {
    const { name, logName, record, session } = reader
    const status = session?.connection?.getSnapshot().status ?? ''
    faults.push(
      `${name} never reached the end: it is at ${JSON.stringify(record.last)}${status && ` (${status}, ${session?.connection?.cursor()})`} ` +
        `of ${JSON.stringify(world.redis().model.bounds(metaOf(logName)))}`,
    )
  }
  for (const { record } of readers) {
    faults.push(...record.faults)
    if (record.gaps['count_mismatch'])
      faults.push('a client has counted other events than its server')
  }
  faults.push(...world.errors, ...truth.faults, ...lostWrites(world), ...(await wrongItems(world)))
  return faults
}

/** C5 */
function hasAll({ redis, truth }: World, { logName, record, session, topics }: SimulatedReader) {
  const end = redis().model.bounds(metaOf(logName))
  if (end === null) return true
  const last = session?.connection ? parseEventId(session.connection.cursor()) : record.last
  if (last?.epoch !== end.epoch || last.offset !== end.offset) return false
  // What it was given, not only what it says.
  const given = record.last
  const owed = truth.owedTo(logName, topics)
  return given?.epoch === end.epoch && owed(end.epoch, given.offset + 1, end.offset) === null
}

/** C6 */
function lostWrites(world: World): readonly string[] {
  const { redis, writers } = world
  const { model } = redis()
  return world.followed.flatMap(({ logName }) => {
    const end = model.bounds(metaOf(logName))
    const offsets = new Set(model.offsets(metaOf(logName)))
    const oldest = Math.min(...offsets)
    return writers
      .flatMap(({ acknowledged }) => acknowledged)
      .filter((each) => each.logName === logName)
      .filter(({ id }) => {
        const position = parseEventId(id)
        const isKept = position?.epoch === end?.epoch && (position?.offset ?? 0) >= oldest
        return isKept && !offsets.has(position?.offset ?? 0)
      })
      .map(({ id }) => `${logName}: ${id} was acknowledged and is not in the log`)
  })
}

/** C8 */
async function wrongItems(world: World): Promise<readonly string[]> {
  const { time, readers } = world
  const faults: string[] = []
  const right = world.followed.map((followed) => ({ followed, page: world.openPage(followed) }))
  const isLive = ({ session }: SimulatedReader) => {
    const snapshot = session?.connection?.getSnapshot()
    return snapshot?.status === 'open' && snapshot.phase === 'live'
  }
  const pages = readers.filter(({ session }) => session !== null)
  const areLive = () =>
    right.every(({ page }) => isLive(page)) && pages.every((page) => isLive(page))
  await time.run(time.nowMs() + patienceMs, areLive)
  if (!areLive()) faults.push('a page never became live')
  for (const { followed, page } of right) {
    const { session } = page
    if (session === null) continue
    const expected = itemsOf({ ...followed, session, frames: [] })
    const state = followed.feed.state
    const given = session.store.getState().items
    for (const own of pages.filter(({ logName }) => logName === followed.logName)) {
      if (own.session === null) continue
      const wanted = own.topics()
      const held = own.session.store.getState().items
      const isWanted = (key: string) => {
        const item = given.get(key) ?? held.get(key)
        const topics = item === undefined ? [] : (state?.topicsOf(item) ?? [])
        return wanted.includes(allTopic) || topics.some((topic) => wanted.includes(topic))
      }
      const only = (items: ReadonlyMap<string, string>) =>
        new Map([...items].filter(([key]) => isWanted(key)))
      const has = itemsOf({ ...followed, session: own.session, frames: [] })
      faults.push(...differences(own.name, only(has), only(expected)))
    }
    page.stop()
  }
  return faults
}

/** Some parts of a server have no clock of their own. */
function replaceSystem(time: ReturnType<typeof createVirtualTime>, random: () => number) {
  const replaced = [
    [systemClock, { ...time.clock }],
    [systemTimers, { ...time.timers }],
    [systemRandom, { next: random }],
  ] as const
  const before = replaced.map(([target]) => ({ ...target }))
  for (const [target, own] of replaced) Object.assign(target, own)
  return () => {
    for (const [at, [target]] of replaced.entries()) Object.assign(target, before[at])
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

function added(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const all: Record<string, number> = {}
  for (const [name, count] of counts.flatMap((each) => Object.entries(each))) {
    all[name] = (all[name] ?? 0) + count
  }
  return all
}
