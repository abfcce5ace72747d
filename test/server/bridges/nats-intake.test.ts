/** What becomes of messages, and when they are acknowledged. */
import { describe, expect, it } from 'vitest'
import { createNatsDecoder } from '../../../server/bridges/nats-decode.ts'
import { createNatsIntake, type Delivery } from '../../../server/bridges/nats-intake.ts'
import type { AsideMessage } from '../../../server/bridges/nats-record.ts'
import { takenOver } from '../../../server/bridges/nats-session-end.ts'
import { companyMessages } from '../../../server/feeds/company/company-messages.ts'
import type { SourcedEvent } from '../../../server/feeds/item-batch.ts'
import { LogError } from '../../../server/log/errors.ts'
import { companyDefinition } from '../../../src/feeds/company/company.ts'
import { ProtocolError } from '../../../src/protocol/errors.ts'

interface Attempt {
  readonly tenant: string | undefined
  readonly sequences: readonly (number | undefined)[]
}

function createWorld(options: { readonly isCore?: boolean } = {}) {
  /** What happened, in order. */
  const steps: string[] = []
  const attempts: Attempt[] = []
  const aside: AsideMessage[] = []
  const recorded: (number | null)[] = []
  const failures: unknown[] = []
  const ends: string[] = []
  const dropped: number[] = []
  const counts = { appended: 0, repeated: 0, ignored: 0, aside: 0, dropped: 0 }
  let refusal: (events: readonly SourcedEvent[]) => Error | null = () => null
  let refuseAside: Error | null = null
  let mayRetry = true
  let gate: Promise<void> = Promise.resolve()
  const intake = createNatsIntake({
    counts,
    source: options.isCore ? null : { name: 'nats:S', history: 'h' },
    decode: createNatsDecoder({
      definition: companyDefinition,
      messages: companyMessages,
      maxPayloadBytes: 1_000,
    }),
    async publish(events, { tenant }) {
      attempts.push({ tenant, sequences: events.map(({ sequence }) => sequence) })
      await gate
      const error = refusal(events)
      if (error !== null) throw error
      steps.push(`append ${events.map(({ event }) => Reflect.get(event, 'value')).join(' ')}`)
      return { appended: events.length, repeated: 0 }
    },
    async setAside(messages) {
      if (refuseAside !== null) throw refuseAside
      aside.push(...messages)
      steps.push('aside')
    },
    onRecorded: ({ sequence }) => recorded.push(sequence),
    onEnd: (error) => ends.push(error.reason),
    onDropped(count) {
      dropped.push(count)
    },
    async onFailed(error) {
      failures.push(error)
      await settle()
      return mayRetry
    },
    onSucceeded() {},
  })
  function deliver(sequence: number, payload: unknown, subject = 'metrics.hours'): void {
    const answer = (how: string) => () => void steps.push(`${how} ${sequence}`)
    const delivery: Delivery = {
      ...{ subject, sequence, storedAt: `${sequence}000` },
      data: new TextEncoder().encode(
        typeof payload === 'string' ? payload : JSON.stringify(payload),
      ),
      ...{ ack: answer('ack'), term: answer('term') },
      ...{ working: answer('working'), nak: answer('nak') },
    }
    intake.push(delivery)
  }
  return {
    ...{ intake, steps, attempts, aside, recorded, failures, counts, deliver },
    ...{ ends, dropped },
    refuse(by: typeof refusal) {
      refusal = by
    },
    refuseAside(error: Error | null) {
      refuseAside = error
    },
    giveUp() {
      mayRetry = false
    },
    /** Holds what is published until the result is called. */
    hold(): () => void {
      let open = () => {}
      gate = new Promise((resolve) => {
        open = resolve
      })
      return open
    },
  }
}

/** Everything that is waiting for a promise has had its turn. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
const metric = (value: number, companyId = 'acme') => ({ companyId, value })
const unavailable = new LogError('log_unavailable', 'the disk is full')

describe('messages of NATS', () => {
  it('are acknowledged after they were appended, those that arrived meanwhile together', async () => {
    const { deliver, steps, attempts, hold, recorded, counts } = createWorld()
    const open = hold()
    deliver(1, metric(10))
    await settle()
    deliver(2, metric(20))
    deliver(3, metric(30))
    await settle()
    expect(steps).toEqual([])
    open()
    await settle()
    expect(steps).toEqual(['append 10', 'ack 1', 'append 20 30', 'ack 2', 'ack 3'])
    expect(attempts.map(({ sequences }) => sequences)).toEqual([[1], [2, 3]])
    expect(recorded).toEqual([1, 3])
    expect(counts).toMatchObject({ appended: 3 })
  })

  it('are appended by company, and acknowledged when all of a batch are', async () => {
    const { deliver, steps, attempts } = createWorld()
    deliver(1, metric(10, 'acme'))
    deliver(2, metric(20, 'beta'))
    deliver(3, metric(30, 'acme'))
    await settle()
    expect(attempts).toEqual([
      { tenant: 'acme', sequences: [1, 3] },
      { tenant: 'beta', sequences: [2] },
    ])
    expect(steps.slice(2)).toEqual(['ack 1', 'ack 2', 'ack 3'])
  })

  it('stay in order while the log refuses: nothing behind them is appended, and none is lost', async () => {
    const { deliver, steps, refuse, failures, intake } = createWorld()
    let refusals = 3
    refuse(() => (refusals-- > 0 ? unavailable : null))
    deliver(1, metric(10))
    await settle()
    deliver(2, metric(20))
    for (let turn = 0; turn < 10; turn++) await settle()
    expect(failures).toHaveLength(3)
    expect(steps.filter((each) => !each.startsWith('working'))).toEqual([
      ...['append 10', 'ack 1', 'append 20', 'ack 2'],
    ])
    // NATS would otherwise deliver them again meanwhile.
    expect(steps).toContain('working 1')
    expect(steps).toContain('working 2')
    expect(intake.size).toBe(0)
  })

  it('that are no events are set aside before they are terminated, once, and hold up nothing', async () => {
    const { deliver, steps, aside, counts } = createWorld()
    deliver(1, 'rubbish')
    deliver(2, metric(20))
    await settle()
    expect(steps).toEqual(['append 20', 'aside', 'term 1', 'ack 2'])
    expect(aside).toEqual([
      {
        ...{ subject: 'metrics.hours', sequence: 1, payload: 'rubbish' },
        reason: 'its payload is not a JSON object in UTF-8',
      },
    ])
    expect(counts).toMatchObject({ aside: 1, appended: 1 })
  })

  it('are not terminated while they cannot be set aside', async () => {
    const { deliver, steps, refuseAside, counts } = createWorld()
    refuseAside(unavailable)
    deliver(1, 'rubbish')
    await settle()
    await settle()
    expect(steps).not.toContain('term 1')
    refuseAside(null)
    for (let turn = 0; turn < 5; turn++) await settle()
    expect(steps.slice(-2)).toEqual(['aside', 'term 1'])
    expect(counts.aside).toBe(1)
  })

  it('end the session when another server began to read, and are given back', async () => {
    const { deliver, steps, refuseAside, failures, ends, intake } = createWorld()
    refuseAside(takenOver())
    deliver(1, 'rubbish')
    deliver(2, metric(20))
    for (let turn = 0; turn < 5; turn++) await settle()
    expect(failures).toEqual([])
    expect(ends).toEqual(['taken_over'])
    await intake.close()
    // What was recorded is recognised by the next reader.
    expect(steps.slice(-2)).toEqual(['nak 1', 'nak 2'])
  })

  it('are tried one by one when one of them can never be appended', async () => {
    const { deliver, steps, aside, refuse } = createWorld()
    refuse((events) =>
      events.some(({ sequence }) => sequence === 2)
        ? new ProtocolError('bad_event', 'the item after it does not fit')
        : null,
    )
    for (const sequence of [1, 2, 3]) deliver(sequence, metric(sequence * 10))
    for (let turn = 0; turn < 5; turn++) await settle()
    expect(steps).toEqual(['append 10', 'append 30', 'aside', 'ack 1', 'term 2', 'ack 3'])
    expect(aside).toMatchObject([{ sequence: 2, reason: 'the item after it does not fit' }])
  })

  it('about a damaged item are set aside', async () => {
    const { deliver, steps, refuse } = createWorld()
    refuse(() => new LogError('state_damaged', 'damaged', { key: 'i/metric' }))
    deliver(1, metric(10))
    await settle()
    await settle()
    expect(steps).toEqual(['aside', 'term 1'])
  })

  it('of other programs are acknowledged', async () => {
    const { deliver, steps, counts } = createWorld()
    deliver(1, metric(10), 'logs.info')
    await settle()
    expect(steps).toEqual(['ack 1'])
    expect(counts.ignored).toBe(1)
  })

  it('are given back when the session ends while the log refuses', async () => {
    const { deliver, steps, refuse, giveUp, intake, recorded } = createWorld()
    refuse(() => unavailable)
    giveUp()
    deliver(1, metric(10))
    deliver(2, metric(20))
    await settle()
    await intake.close()
    expect(steps.filter((each) => !each.startsWith('working'))).toEqual(['nak 1', 'nak 2'])
    expect(recorded).toEqual([])
  })

  it('that are under way are finished by close, and no further ones are begun', async () => {
    const { deliver, steps, hold, intake } = createWorld()
    const open = hold()
    deliver(1, metric(10))
    await settle()
    deliver(2, metric(20))
    const closed = intake.close()
    open()
    await closed
    expect(steps).toEqual(['append 10', 'ack 1', 'nak 2'])
    deliver(3, metric(30))
    await settle()
    expect(steps).toHaveLength(3)
  })

  it('that wait are recorded by close without JetStream: they would not come again', async () => {
    const { deliver, steps, hold, intake, dropped } = createWorld({ isCore: true })
    const open = hold()
    deliver(1, metric(10))
    await settle()
    deliver(2, metric(20))
    const closed = intake.close()
    open()
    await closed
    expect(steps.filter((each) => each.startsWith('append'))).toEqual(['append 10', 'append 20'])
    expect(dropped).toEqual([])
  })

  it('without JetStream are counted when close has to give them up', async () => {
    const { deliver, refuse, giveUp, intake, counts, dropped } = createWorld({ isCore: true })
    refuse(() => unavailable)
    giveUp()
    deliver(1, metric(10))
    await settle()
    deliver(2, metric(20))
    await intake.close()
    // Also those that were refused before it.
    expect([counts.dropped, dropped]).toEqual([2, [2]])
  })

  it('without JetStream are counted when the log has not answered in time', async () => {
    const { deliver, hold, intake, counts } = createWorld({ isCore: true })
    hold()
    deliver(1, metric(10))
    await settle()
    deliver(2, metric(20))
    await intake.close(settle())
    expect(counts.dropped).toBe(2)
  })

  it('have keys that differ when a number is used again', async () => {
    const keys: (string | undefined)[] = []
    const { deliver, refuse } = createWorld()
    refuse((events) => {
      keys.push(...events.map(({ dedupeKey }) => dedupeKey))
      return null
    })
    deliver(7, metric(10))
    await settle()
    expect(keys).toEqual(['nats:S:7:7000'])
  })

  it('have neither keys nor places without JetStream', async () => {
    const { deliver, attempts } = createWorld({ isCore: true })
    deliver(1, metric(10))
    await settle()
    expect(attempts).toEqual([{ tenant: 'acme', sequences: [undefined] }])
  })
})
