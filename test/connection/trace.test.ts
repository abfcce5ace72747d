import { describe, expect, it } from 'vitest'
import {
  createConnection,
  createInspector,
  type Inspector,
  type InspectorOptions,
  replayTrace,
  type SubscriptionState,
  type SubscriptionTrace,
} from '../../src/connection/index.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { createFakeFeed } from '../support/fake-feed.ts'
import { createFakeWorld } from '../support/fake-world.ts'
import { createLogServer } from './log-server.ts'
import { event, liveScene } from './scene.ts'

/** A connection through losses, cuts, another log and closes, in front of an inspector. */
async function chaoticRun(options: InspectorOptions = {}) {
  const feed = createFakeFeed()
  const world = createFakeWorld({ fetch: feed.fetch })
  const server = createLogServer(feed)
  const recorder = createInspector({ platform: world.platform, ...options })
  const states: SubscriptionState[] = []
  const inspector: Inspector = {
    ...recorder,
    step(input, after) {
      recorder.step(input, after)
      states.push(after)
    },
  }
  const connection = createConnection({
    feed: payments,
    url: '',
    filter: { users: [`G${'A'.repeat(55)}`] },
    platform: world.platform,
    inspector,
  })
  connection.open()
  await world.advance(100)
  const steps = [
    () => server.append(40),
    () => server.cutNextAfter(700),
    () => server.cutNow('fail'),
    () => {
      server.lose(2)
      server.append(4)
      server.lose(0)
      server.ping()
      server.ping()
    },
    () => server.append(3),
    () => {
      connection.close()
      connection.open()
    },
    () => server.newEpoch(),
    () => server.goodbye(),
    () => connection.setFilter({ users: [`G${'A'.repeat(55)}`], streams: ['7'] }),
    () => {
      server.append(1)
      connection.close()
    },
    () => connection.open(),
    () => server.append(5),
  ]
  for (const step of steps) {
    step()
    await world.advance(3000)
  }
  const trace = recorder.trace() as SubscriptionTrace
  return { trace, states, connection }
}

const json = <T>(value: T): T => JSON.parse(JSON.stringify(value))

describe('a trace', () => {
  it('replays a chaotic run to the same states (S9)', async () => {
    const { trace, states } = await chaoticRun({ trace: true, traceLimit: 10_000 })
    expect(trace.inputs.length).toBeGreaterThan(150)
    expect(trace.end.gaps).toBeGreaterThan(1)
    const steps = replayTrace(trace)
    expect(steps).toHaveLength(states.length)
    expect(steps.at(-1)?.state).toEqual(trace.end)
    // Contents apart, every state on the way is that of the connection.
    steps.forEach(({ state }, index) => {
      expect({ ...state, held: state.held.length, parts: state.parts.length }).toEqual({
        ...states[index],
        held: states[index]?.held.length,
        parts: states[index]?.parts.length,
      })
    })
  })

  it('has the effects of every input', async () => {
    const { trace, connection } = await chaoticRun({ traceLimit: 10_000 })
    const effects = replayTrace(trace).flatMap((step) => step.effects)
    expect(effects.filter(({ type }) => type === 'deliver').length).toBeGreaterThan(50)
    const cursors = effects.flatMap((effect) => (effect.type === 'cursor' ? [effect.id] : []))
    expect(cursors.at(-1)).toBe(connection.getSnapshot().lastEventId)
  })

  it('survives JSON, and replays the same without contents', async () => {
    const { trace, states } = await chaoticRun({ traceLimit: 10_000 })
    const steps = replayTrace(json(trace))
    expect(json(steps.at(-1)?.state)).toEqual(json(trace.end))
    const { seen, gaps, duplicatesDropped } = states.at(-1) as SubscriptionState
    expect(steps.at(-1)?.state).toMatchObject({ seen, gaps, duplicatesDropped })
  })

  it('keeps no contents of events and no topics unless it is asked to', async () => {
    const { trace } = await chaoticRun()
    expect(JSON.stringify(trace)).not.toMatch(/GAAAA|newDepositedAmount|streamId|ratePerSecond/)
    expect([...trace.end.request.topics].sort()).toEqual(['topic:1', 'topic:2'])
    const full = await chaoticRun({ trace: true })
    expect(full.trace.end.request.topics).toContain('stream:7')
    const amounts = full.trace.inputs.flatMap((input) =>
      input.type === 'frame' && input.frame.kind === 'event' ? [input.frame.event] : [],
    )
    expect(amounts.at(-1)).toMatchObject({ newDepositedAmount: expect.any(BigInt) })
  })

  it('keeps the last inputs only, and starts from the state before them', async () => {
    const all = await chaoticRun({ traceLimit: 10_000 })
    const { trace } = await chaoticRun({ traceLimit: 20 })
    expect(trace.inputs).toEqual(all.trace.inputs.slice(-20))
    expect(replayTrace(trace).at(-1)?.state).toEqual(all.trace.end)
  })

  it('has quarantined frames without their data', async () => {
    const inspector = createInspector()
    const { stream, world } = await liveScene({ inspector })
    stream.send('event: stream.topped_up\ndata: {"secret":1}\n\n')
    await world.settle()
    const trace = inspector.trace() as SubscriptionTrace
    expect(trace.end.quarantine).toHaveLength(1)
    expect(JSON.stringify(trace)).not.toMatch(/secret/)
    expect(replayTrace(trace).at(-1)?.state).toEqual(trace.end)
  })

  it('shows an answer that the machine no longer gives', async () => {
    const inspector = createInspector()
    const { stream, world } = await liveScene({ inspector })
    stream.send(event('a.11'))
    await world.settle()
    const trace = inspector.trace() as SubscriptionTrace
    const edited = { ...trace, inputs: trace.inputs.filter(({ type }) => type !== 'frame') }
    expect(replayTrace(edited).at(-1)?.state).not.toEqual(trace.end)
  })

  it('is null for a client without a subscription', () => {
    expect(createInspector().trace()).toBeNull()
  })
})
