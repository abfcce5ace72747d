/**
 * What happens in a run, besides what is written and read. A step has random numbers of its own, so that a run without one
 * of them has the others as they were: a run that fails is made shorter that way.
 */
import { createRandom } from '../support/random.ts'
import type { World } from './world.ts'

export interface Step {
  readonly atMs: number
  readonly name: StepName
  readonly seed: number
}

type Run = (world: World, random: () => number) => void

const between = (random: () => number, least: number, most: number) =>
  least + random() * (most - least)
const pick = <Item>(items: readonly Item[], random: () => number): Item | undefined =>
  items[Math.floor(random() * items.length)]

const runs = {
  'server killed': ({ restart, time, pickServer }, random) => {
    const slot = pickServer(random)
    slot.kill()
    time.after(between(random, 20, 600), () => restart(slot))
  },
  'server frozen': ({ time, pickServer }, random) => {
    const { machine } = pickServer(random).server
    machine.freeze()
    time.after(between(random, 40, 1_500), () => machine.thaw())
  },
  'server drained': ({ restart, pickServer }, random) => {
    const slot = pickServer(random)
    const { app, machine } = slot.server
    if (!machine.isAlive || app === null) return
    void app.drain(400).then(() => {
      if (!machine.isAlive) return
      slot.kill()
      restart(slot)
    })
  },
  'Redis killed': ({ redis, time }, random) => {
    const mine = redis()
    mine.kill()
    time.after(between(random, 8, 1_000), () => mine.start())
  },
  'Redis frozen': ({ redis, time }, random) => {
    const mine = redis()
    mine.freeze()
    time.after(between(random, 40, 1_600), () => mine.thaw())
  },
  'Redis without what it had': ({ redis, time }, random) => {
    const mine = redis()
    mine.kill()
    mine.model.replaceBy(new Map())
    time.after(between(random, 8, 800), () => mine.start())
  },
  'older copy restored': ({ redis, time }, random) => {
    const mine = redis()
    const copy = mine.model.copy()
    time.after(between(random, 8, 800), () => {
      mine.kill()
      mine.model.replaceBy(copy)
      time.after(between(random, 8, 400), () => mine.start())
    })
  },
  FLUSHALL: ({ redis }) => {
    redis().model.replaceBy(new Map())
  },
  'old entries deleted': ({ redis }, random) => {
    redis().model.trimEntries(Math.floor(between(random, 1, 15)))
  },
  'replica without the newest events promoted': (world, random) => {
    const copy = world.redis().model.copy()
    world.time.after(between(random, 1, 480), () => world.promote(copy, random))
  },
  'replica promoted': (world, random) => world.promote(null, random),
  'silence between a server and Redis': ({ time, pickServer }, random) => {
    const { route } = pickServer(random).server
    route.stall()
    time.after(between(random, 40, 1_600), () => route.resume())
  },
  'half-open connections to Redis': ({ pickServer }, random) => {
    pickServer(random).server.route.strand()
  },
  'connections to Redis cut': ({ pickServer }, random) => {
    pickServer(random).server.route.cutAll()
  },
  'bus loses messages': ({ time, pickServer }, random) => {
    const { route } = pickServer(random).server
    route.loseMessages(between(random, 100, 1_000))
    time.after(between(random, 80, 1_200), () => route.loseMessages(0))
  },
  'links cut': ({ network }, random) => {
    for (const link of network.links()) if (random() < 0.7) link.cut()
  },
  'links silent': ({ network, time }, random) => {
    const chosen = network.links().filter(() => random() < 0.5)
    for (const link of chosen) link.stall()
    time.after(between(random, 40, 1_500), () => {
      for (const link of chosen) link.resume()
    })
  },
  'links half-open': ({ network }, random) => {
    for (const link of network.links()) if (random() < 0.3) link.strand()
  },
  burst: ({ writers }, random) => {
    pick(writers, random)?.burst(Math.floor(between(random, 3, 40)))
  },
  'writers rest': ({ writers }, random) => {
    const ms = between(random, 200, 1_500)
    for (const writer of writers) writer.rest(ms)
  },
  'reader away': ({ readers }, random) => {
    pick(readers, random)?.pause(between(random, 4, 1_500))
  },
  'filter changed': ({ readers, randomFilter }, random) => {
    const reader = pick(readers, random)
    reader?.setFilter(randomFilter(reader.logName, random))
  },
} as const satisfies Record<string, Run>

export type StepName = keyof typeof runs
export const stepNames = Object.keys(runs) as readonly StepName[]

/** Readers come and go more often than machines fail. */
const weights: Partial<Record<StepName, number>> = {
  'filter changed': 5,
  'reader away': 4,
  burst: 2,
}
const weighted = stepNames.flatMap((name) => Array.from({ length: weights[name] ?? 1 }, () => name))

export function planSteps(random: () => number, lastsMs: number): readonly Step[] {
  const count = Math.floor(between(random, 1, 9))
  const steps = Array.from({ length: count }, () => ({
    atMs: Math.floor(random() * lastsMs),
    name: pick(weighted, random) as StepName,
    seed: Math.floor(random() * 2 ** 31),
  }))
  return steps.sort((one, other) => one.atMs - other.atMs)
}

export function runStep({ name, seed }: Step, world: World): void {
  const run: Run = runs[name]
  run(world, createRandom(seed))
}
