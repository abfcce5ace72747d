/** The bridge with a real nats-server: what is created there, what is recognised, and what is declared. */

import type { Socket } from 'node:net'
import { jetstream } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectToNats, loadNats } from '../../../server/bridges/nats-client.ts'
import {
  type CompanyFeed,
  companyFeed,
  companyMessages,
  type EventLog,
  LogError,
  memoryLog,
  type NatsBridge,
  type NatsBridgeOptions,
  natsBridge,
} from '../../../server/index.ts'
import { canUseNats, type NatsServer, startNats } from '../../support/nats.ts'
import { until } from '../../support/until.ts'

const limitMs = 30_000
describe.runIf(canUseNats)('a bridge from NATS', { timeout: 60_000 }, () => {
  let nats: NatsServer
  let connection: NatsConnection
  const bridges: NatsBridge[] = []
  let streams = 0

  beforeAll(async () => {
    nats = await startNats()
    connection = await nats.connect()
  })
  afterAll(async () => {
    await Promise.all(bridges.map((bridge) => bridge.close()))
    await nats.stop()
  })

  /** A stream of its own for each test, whose subjects begin with its name. */
  function createWorld(more: Others = {}) {
    const stream = `S${++streams}`
    const log = memoryLog()
    const feed = companyFeed({ log })
    const lines: string[] = []
    const line = (facts: object, message: string) =>
      void lines.push(`${message} ${JSON.stringify(facts)}`)
    const options = {
      ...{ feed, servers: nats.url, stream },
      logger: { debug: line, info: line, warn: line, error: line },
      // What the company feed takes, below a word of this test.
      messages: {
        subjects: companyMessages.subjects.map((subject) => `${stream}.${subject}`),
        read: (message) =>
          companyMessages.read({ ...message, subject: message.subject.slice(stream.length + 1) }),
      },
      random: { next: () => 0 },
      ...more,
    } satisfies NatsBridgeOptions<CompanyFeed['definition']>
    const js = jetstream(connection)
    return {
      ...{ stream, log, feed, lines, options },
      async start(others: Others = {}): Promise<NatsBridge> {
        const bridge = natsBridge({ ...options, ...others, feed })
        bridges.push(bridge)
        await bridge.prepare()
        bridge.start()
        return bridge
      },
      async send(values: readonly number[], subject = 'metrics.hours') {
        for (const value of values) {
          const payload = JSON.stringify({ companyId: 'acme', value })
          await js.publish(`${stream}.${subject}`, payload)
        }
      },
      sendText: (text: string) => js.publish(`${stream}.metrics.hours`, text),
      values: () => valuesIn(log),
    }
  }

  async function valuesIn(log: EventLog): Promise<readonly number[]> {
    const { epoch, top } = await log.bounds('company:acme')
    const reading = await log.read('company:acme', { epoch, offset: 0 }, top, 10_000)
    if (reading.kind !== 'entries') throw new Error(reading.kind)
    return reading.entries.map(({ data }) => (JSON.parse(data) as { value: number }).value)
  }

  const isReading = (bridge: NatsBridge) =>
    until(() => bridge.health().status === 'reading', limitMs, 'it reads')
  const hasRead = (bridge: NatsBridge, sequence: number) =>
    until(() => bridge.measure().position >= sequence, limitMs, `message ${sequence} is read`)

  it('creates its stream and its consumer, and records what is published', async () => {
    const { start, send, stream, values } = createWorld()
    const bridge = await start()
    await isReading(bridge)
    await send([1, 2])
    await send([3], 'q2q.vis')
    await hasRead(bridge, 3)
    expect(await values()).toEqual([1, 2, 3])
    const jsm = await nats.manage()
    const { config } = await jsm.streams.info(stream)
    expect(config).toMatchObject({ max_age: 86_400e9, retention: 'limits' })
    expect(await jsm.consumers.info(stream, 'streamgauge')).toMatchObject({
      config: { ack_policy: 'explicit', max_ack_pending: 1_000 },
    })
    await bridge.close()
    const { ack_floor, num_ack_pending } = await jsm.consumers.info(stream, 'streamgauge')
    expect([ack_floor.stream_seq, num_ack_pending]).toEqual([3, 0])
  })

  it('continues where it was after it was closed, exactly', async () => {
    const { start, send, values } = createWorld()
    const first = await start()
    await isReading(first)
    await send([1])
    await hasRead(first, 1)
    await first.close()
    await send([2, 3])
    const second = await start()
    await hasRead(second, 3)
    expect(await values()).toEqual([1, 2, 3])
    expect(second.measure()).toMatchObject({ events: { appended: 2, repeated: 0 }, gaps: 0 })
  })

  it('reads again from the beginning when its log is empty, and not what a log has', async () => {
    const { start, send, options, stream } = createWorld()
    const first = await start()
    await isReading(first)
    await send([1, 2])
    await hasRead(first, 2)
    await first.close()
    const log = memoryLog()
    const feed = companyFeed({ log })
    const second = natsBridge({ ...options, feed })
    bridges.push(second)
    second.start()
    await hasRead(second, 2)
    expect(await valuesIn(log)).toEqual([1, 2])
    expect(second.health().gaps).toEqual([])
    await second.close()
    // As after a restored backup: the place in the record is older than what the feed has.
    await log.append(
      `.nats:${stream}:streamgauge`,
      { topics: ['record'], type: 'record_changed', data: '{}' },
      { key: 'record', value: JSON.stringify({ ...emptyRecord }) },
    )
    const third = natsBridge({ ...options, feed })
    bridges.push(third)
    third.start()
    await until(() => third.measure().events['repeated'] === 2, limitMs, 'both are recognised')
    expect(await valuesIn(log)).toEqual([1, 2])
  })

  it('begins again on a stream that is still empty', async () => {
    const { start, send, values } = createWorld()
    const first = await start()
    await isReading(first)
    await first.close()
    const second = await start()
    await isReading(second)
    await send([1])
    await hasRead(second, 1)
    expect(await values()).toEqual([1])
    expect(second.measure()).toMatchObject({ failures: {}, gaps: 0 })
  })

  it('survives a socket that fails after the client has dropped it', async () => {
    const dropped = await connectToNats(await loadNats(false), 'test', { servers: [nats.url] })
    const { socket } = (dropped as unknown as WithSocket).protocol.transport
    socket.removeAllListeners()
    expect(() => socket.emit('error', new Error('write after end'))).not.toThrow()
    socket.destroy()
  })

  it('sets aside what is no event, durably, and NATS does not deliver it again', async () => {
    const { start, send, sendText, stream, values } = createWorld()
    const bridge = await start()
    await isReading(bridge)
    await sendText('rubbish')
    await sendText('{"value":1}')
    await send([3])
    await hasRead(bridge, 3)
    expect(await values()).toEqual([3])
    expect(bridge.measure().events).toMatchObject({ aside: 2, appended: 1 })
    const jsm = await nats.manage()
    await until(
      async () => (await jsm.consumers.info(stream, 'streamgauge')).num_ack_pending === 0,
      limitMs,
      'nothing is left to acknowledge',
    )
    await bridge.close()
    const second = await start()
    await isReading(second)
    expect(second.health().aside).toMatchObject([
      { sequence: 1, payload: 'rubbish' },
      { sequence: 2, reason: 'it has no companyId' },
    ])
  })

  it('declares what was removed before it was read, while it runs and while it does not', async () => {
    const { start, send, stream, values, lines } = createWorld()
    const first = await start()
    await isReading(first)
    await send([1])
    await hasRead(first, 1)
    await first.close()
    await send([2, 3, 4])
    const jsm = await nats.manage()
    await jsm.streams.purge(stream, { seq: 4 })
    const second = await start()
    await hasRead(second, 4)
    expect(await values()).toEqual([1, 4])
    expect(second.measure().gaps).toBe(1)
    expect(second.health().gaps).toMatchObject([{ reason: 'removed', from: 2, to: 3 }])
    expect(lines.join('\n')).toContain('messages of NATS were lost before they were read')
    // While no server reads, a message is removed from the middle.
    await second.close()
    await send([5, 6, 7])
    await jsm.streams.deleteMessage(stream, 6)
    const third = await start()
    await hasRead(third, 7)
    expect(await values()).toEqual([1, 4, 5, 7])
    await third.close()
    const fourth = await start()
    await isReading(fourth)
    // Where it is shows before anything new comes.
    expect(fourth.measure()).toMatchObject({ position: 7, pending: 0 })
    expect(fourth.health().gaps).toMatchObject([
      { from: 2, to: 3 },
      { reason: 'removed', from: 6, to: 6 },
    ])
  })

  it('recognises a stream that was deleted and created again, whose numbers start again', async () => {
    const { start, send, stream, values } = createWorld()
    const bridge = await start()
    await isReading(bridge)
    await send([1, 2])
    await hasRead(bridge, 2)
    const jsm = await nats.manage()
    await jsm.streams.delete(stream)
    await until(() => (bridge.measure().gaps ?? 0) === 1, limitMs, 'it is declared')
    await isReading(bridge)
    await send([3])
    await until(async () => (await values()).length === 3, limitMs, 'the new message is there')
    expect(await values()).toEqual([1, 2, 3])
    expect(bridge.health().gaps).toMatchObject([{ reason: 'recreated', from: 3, to: null }])
  })

  it('creates its consumer again when it was deleted, and repeats nothing', async () => {
    const { start, send, stream, values } = createWorld()
    const bridge = await start()
    await isReading(bridge)
    await send([1, 2])
    await hasRead(bridge, 2)
    const jsm = await nats.manage()
    await jsm.consumers.delete(stream, 'streamgauge')
    await send([3])
    await hasRead(bridge, 3)
    expect(await values()).toEqual([1, 2, 3])
  })

  it('reads on one of several servers, and on another one as soon as that is closed', async () => {
    const { start, send, values } = createWorld()
    const first = await start()
    await isReading(first)
    const second = await start()
    await until(() => second.health().status === 'waiting', limitMs, 'the second one waits')
    expect(second.readiness.check()).toEqual([])
    await send([1, 2])
    await hasRead(first, 2)
    expect(second.measure().position).toBe(0)
    await first.close()
    await isReading(second)
    await send([3])
    await hasRead(second, 3)
    expect(await values()).toEqual([1, 2, 3])
  })

  it('keeps messages while the log refuses, and records them in order afterwards', async () => {
    const { start, send, values, log } = createWorld()
    const bridge = await start()
    await isReading(bridge)
    const { appendAll } = log
    log.appendAll = async () => {
      throw new LogError('log_unavailable', 'the disk is full')
    }
    await send([1, 2, 3])
    await until(() => bridge.health().status === 'failing', limitMs, 'it fails')
    // The first may be refused before the last has arrived.
    await until(() => bridge.measure().held === 3, limitMs, 'all are held')
    expect(bridge.measure().position).toBe(0)
    expect(bridge.measure().failures['log_unavailable']).toBeGreaterThan(0)
    log.appendAll = appendAll
    await hasRead(bridge, 3)
    expect(await values()).toEqual([1, 2, 3])
    expect(bridge.health().status).toBe('reading')
  })

  it('filters a stream that has other messages as well, or ignores those', async () => {
    const { start, send, stream, values, options } = createWorld()
    const jsm = await nats.manage()
    await jsm.streams.add({ name: stream, subjects: [`${stream}.>`] })
    const js = jetstream(connection)
    await js.publish(`${stream}.logs.info`, 'x')
    await send([1])
    // This version of the server can filter by one subject only.
    const [metrics = ''] = options.messages.subjects
    const bridge = await start({ messages: { ...options.messages, subjects: [metrics] } })
    await hasRead(bridge, 2)
    expect(await values()).toEqual([1])
    expect(bridge.health().gaps).toEqual([])
  })

  it('refuses a stream that keeps messages by interest', async () => {
    const { start, stream, options, lines } = createWorld()
    const jsm = await nats.manage()
    const subjects = [...options.messages.subjects]
    await jsm.streams.add({ name: stream, subjects, retention: 'interest' })
    const bridge = await start()
    const { failures } = bridge.measure()
    await until(() => (bridge.measure().failures['bad_stream'] ?? 0) > 0, limitMs, 'it fails')
    expect(failures).toEqual({})
    expect(lines.join('\n')).toContain('reading from NATS failed')
  })

  it('says what is missing when it may not create its stream', async () => {
    const { start } = createWorld()
    const bridge = await start({ createStream: false })
    await until(() => (bridge.measure().failures['missing'] ?? 0) > 0, limitMs, 'it fails')
    expect(bridge.health().status).toBe('failing')
  })

  it('reads without JetStream, and says that messages arrive at most once', async () => {
    const { start, stream, values, lines } = createWorld()
    const bridge = await start({ mode: 'core' })
    await isReading(bridge)
    expect(bridge.health().delivery).toBe('at-most-once')
    expect(lines.join('\n')).toContain('each message arrives at most once')
    connection.publish(`${stream}.metrics.hours`, '{"companyId":"acme","value":1}')
    connection.publish(`${stream}.metrics.hours`, 'rubbish')
    await until(() => bridge.health().aside.length === 1, limitMs, 'both are read')
    expect(await values()).toEqual([1])
  })

  it('without JetStream, counts each connection after the first as a possible loss', async () => {
    const other = await startNats([])
    const { start, lines } = createWorld({ servers: other.url, mode: 'core' })
    const bridge = await start()
    await isReading(bridge)
    expect(bridge.measure().gaps).toBe(0)
    await other.kill()
    await until(() => bridge.health().status === 'failing', limitMs, 'it fails')
    await other.start()
    await isReading(bridge)
    expect(bridge.measure().gaps).toBe(1)
    expect(lines.join('\n')).toContain('messages may be lost')
    await other.stop()
  })
})

type Others = Partial<Omit<NatsBridgeOptions<CompanyFeed['definition']>, 'feed'>>

/** What the client does not show. */
interface WithSocket {
  readonly protocol: { readonly transport: { readonly socket: Socket } }
}

const emptyRecord = {
  ...{ reader: '', gaps: [], aside: [] },
  position: { created: '', sequence: 0, storedAt: '', setbacks: 0 },
}
