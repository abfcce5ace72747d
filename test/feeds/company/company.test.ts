import { describe, expect, it } from 'vitest'
import {
  type CompanyEvent,
  type CompanyItem,
  company,
  companyDefinition,
  companyKeyOf,
} from '../../../src/feeds/company/company.ts'
import {
  isCompanyKey,
  journeyFlagKey,
  metricKey,
  sroiKey,
  visKey,
} from '../../../src/feeds/company/keys.ts'

function itemAfter(...events: readonly CompanyEvent[]): CompanyItem | undefined {
  return events.reduce<CompanyItem | undefined>(
    (item, event) => companyDefinition.state?.reduce(item, event),
    undefined,
  )
}

const metric = (value: number, more: object = {}): CompanyEvent => ({
  type: 'metric_updated',
  metric: 'hours',
  value,
  ...more,
})

describe('the company feed', () => {
  it('keeps the newest value of a metric, and the one before', () => {
    expect(itemAfter(metric(1))).toEqual({ kind: 'metric', metric: 'hours', value: 1 })
    expect(itemAfter(metric(1), metric(3))).toMatchObject({ value: 3, previousValue: 1 })
  })

  it('keeps the last change when a value is repeated', () => {
    expect(itemAfter(metric(1), metric(3), metric(3))).toMatchObject({ value: 3, previousValue: 1 })
  })

  it('takes the value before from the event where it says so', () => {
    expect(itemAfter(metric(1), metric(3, { previousValue: 2 }))).toMatchObject({
      previousValue: 2,
    })
  })

  it('keeps metrics, flags, SROI and VIS apart by their keys', () => {
    const events: readonly CompanyEvent[] = [
      metric(1),
      { type: 'sroi_updated', value: 1 },
      { type: 'vis_updated', value: 1 },
      { type: 'journey_flag_updated', journey: 'onboarding', flag: 'done', isSet: true },
    ]
    const keys = events.map((event) => {
      const item = itemAfter(event)
      if (item === undefined) throw new Error('It makes an item.')
      expect(companyKeyOf(item)).toBe(companyDefinition.state?.keyOfEvent(event))
      return companyKeyOf(item)
    })
    const expected = [metricKey('hours'), sroiKey, visKey, journeyFlagKey('onboarding', 'done')]
    expect(keys).toEqual(expected)
    expect(keys.every(isCompanyKey)).toBe(true)
  })

  it.each(['', 'metric', 'metric:', 'metric:a b', 'sroi:1', 'flag:a', 'flag:a:b:c', 'toString'])(
    'has no item with the key %j',
    (key) => expect(isCompanyKey(key)).toBe(false),
  )

  it.each([
    [{ metric: 'hours', value: '1' }, 'value: expected a finite number'],
    [{ metric: 'a,b', value: 1 }, 'metric: expected a name'],
    [{ value: 1 }, 'metric: missing'],
  ])('refuses the metric %j', (json, reason) => {
    expect(companyDefinition.decodeEvent('metric_updated', json)).toContain(reason)
  })

  it('refuses an item of no known kind', () => {
    expect(companyDefinition.decodeItem({ kind: 'toString', value: 1 })).toContain('kind: expected')
    expect(companyDefinition.decodeItem(null)).toContain('kind: expected')
  })

  it('is a feed of its own for each company', () => {
    expect(company('acme').name).toBe('company:acme')
    expect(company('acme')).toBe(company('acme'))
    expect(() => company('a/b')).toThrow(/cannot name a tenant/)
  })
})
