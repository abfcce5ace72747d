/** What messages of other systems mean to the company feed. */
import { describe, expect, it } from 'vitest'
import { createNatsDecoder } from '../../../server/bridges/nats-decode.ts'
import { companyMessages } from '../../../server/feeds/company/company-messages.ts'
import { companyDefinition } from '../../../src/feeds/company/company.ts'

const decode = createNatsDecoder({
  definition: companyDefinition,
  messages: companyMessages,
  maxPayloadBytes: 300,
})
const read = (subject: string, payload: unknown) =>
  decode(subject, new TextEncoder().encode(JSON.stringify(payload)))
const companyId = 'acme'

describe('a message for the company feed', () => {
  it.each([
    ['metrics.hours', { value: 7, unit: 'h' }, { type: 'metric_updated', metric: 'hours' }],
    ['metrics.updated', { metric: 'hours', value: 7 }, { type: 'metric_updated', metric: 'hours' }],
    ['metrics.sroi', { value: 3.4, period: '2026-Q3' }, { type: 'sroi_updated', value: 3.4 }],
    ['metrics.vis', { value: 78 }, { type: 'vis_updated', value: 78 }],
    ['q2q.vis', { value: 78 }, { type: 'vis_updated', value: 78 }],
    ['q2q.belonging', { value: 0.7 }, { type: 'metric_updated', metric: 'belonging', value: 0.7 }],
    ['q2q.done', { type: 'sroi_updated', value: 2 }, { type: 'sroi_updated', value: 2 }],
    [
      'journey.onboarding',
      { flag: 'profile_complete', isSet: true },
      { type: 'journey_flag_updated', journey: 'onboarding', flag: 'profile_complete' },
    ],
    ['metrics.x', { type: 'vis_updated', data: { value: 1 } }, { type: 'vis_updated', value: 1 }],
  ])('%s %o is an event', (subject, payload, event) => {
    expect(read(subject, { companyId, ...payload })).toMatchObject({
      ...{ kind: 'event', tenant: 'acme', event },
    })
  })

  it('does not keep the company or fields of other systems in the event', () => {
    const decoded = read('metrics.hours', { companyId, value: 7, secret: 'x' })
    expect(decoded).toEqual({
      kind: 'event',
      tenant: 'acme',
      event: { type: 'metric_updated', metric: 'hours', value: 7 },
    })
  })

  it.each([
    ['has no companyId', 'metrics.hours', { value: 7 }, /no companyId/],
    ['has a wrong companyId', 'metrics.hours', { companyId: '../b', value: 7 }, /companyId is/],
    ['has a companyId that is no text', 'metrics.hours', { companyId: 7, value: 7 }, /companyId/],
    ['is no object', 'metrics.hours', [1], /not a JSON object/],
    ['lacks a field', 'metrics.hours', { companyId }, /does not fit metric_updated: value/],
    ['has a wrong field', 'journey.a', { companyId, flag: 'b', isSet: 'yes' }, /isSet/],
    ['has an unknown type', 'metrics.hours', { companyId, type: 'toString' }, /no event/],
    ['has a type that is no text', 'metrics.hours', { companyId, type: 7 }, /type is not a text/],
    ['has data that is none', 'metrics.hours', { companyId, data: 'x' }, /data is not an object/],
    ['is too large', 'metrics.hours', { companyId, value: 7, unit: 'x'.repeat(300) }, /300 are/],
  ])('that %s is set aside', (_, subject, payload, reason) => {
    expect(read(subject, payload)).toEqual({
      kind: 'aside',
      reason: expect.stringMatching(reason),
    })
  })

  it('that is not JSON in UTF-8 is set aside, without repeating it', () => {
    for (const data of [Uint8Array.of(0xff, 0x7b), new TextEncoder().encode('{"secret')]) {
      expect(decode('metrics.hours', data)).toEqual({
        kind: 'aside',
        reason: 'its payload is not a JSON object in UTF-8',
      })
    }
  })

  it('of another subject is ignored', () => {
    expect(read('logs.hours', { companyId, value: 7 })).toEqual({ kind: 'ignored' })
    expect(read('metrics.a.b', { companyId, value: 7 })).toEqual({ kind: 'ignored' })
  })

  it('is set aside when the mapping of a team throws', () => {
    const broken = createNatsDecoder({
      definition: companyDefinition,
      messages: {
        subjects: ['>'],
        read() {
          throw new Error('no field x')
        },
      },
      maxPayloadBytes: 300,
    })
    expect(broken('a', new TextEncoder().encode('{}'))).toEqual({
      kind: 'aside',
      reason: 'it could not be mapped: no field x',
    })
  })
})
