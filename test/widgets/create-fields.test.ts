import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printAccountAddress, printContractAddress } from '../../src/feeds/payments/address.ts'
import { createEnglish, fieldEnglish } from '../../src/messages/actions-english.ts'
import {
  type CheckStyle,
  type CreateFields,
  checkCreateFields,
  type DurationUnit,
  otherToken,
  periodOf,
  periodSeconds,
} from '../../src/widgets/create-stream/create-fields.ts'

const account = printAccountAddress(new Uint8Array(32).fill(1))
const recipient = printAccountAddress(new Uint8Array(32).fill(2))
const other = printAccountAddress(new Uint8Array(32).fill(4))
const token = printContractAddress(new Uint8Array(32).fill(3))
const usdc = { symbol: 'USDC', decimals: 7 }

const style: CheckStyle = {
  account,
  token: usdc,
  parties: [],
  locale: 'en-US',
  timeZone: undefined,
  messages: fieldEnglish,
  periods: createEnglish,
}

const byRate: CreateFields = {
  sender: '',
  recipient,
  token,
  tokenAddress: '',
  pay: 'rate',
  total: '',
  duration: '',
  durationUnit: 'months',
  deposit: '1200',
  rate: '100',
  ratePer: 'day',
  start: '',
}
const byTotal: CreateFields = { ...byRate, pay: 'total', total: '1,000', duration: '3' }

const check = (fields: CreateFields, change: Partial<CheckStyle> = {}) =>
  checkCreateFields(fields, { ...style, ...change })

describe('a total over a time', () => {
  it('is deposited in full, at the rate that is rounded down, and says how much longer it takes', () => {
    const { stream, preview, errors } = check(byTotal)
    expect(errors).toEqual({})
    expect(stream).toEqual({
      sender: account,
      recipient,
      tokenAddress: token,
      // 10^10 units over 90 days of 86,400 seconds, cut.
      ratePerSecond: 1_286n,
      depositedAmount: 10_000_000_000n,
    })
    expect(preview).toMatchObject({
      perPeriod: 1_286n * 2_592_000n,
      lessPerPeriod: 0n,
      lastsSeconds: 7_776_050n,
      longerSeconds: 50n,
    })
  })

  it('never ends early, and pays everything', () =>
    fc.assert(
      fc.property(
        fc.bigInt(1n, 10n ** 24n),
        fc.integer({ min: 1, max: 999 }),
        fc.constantFrom<DurationUnit>('hours', 'days', 'weeks', 'months'),
        (total, count, durationUnit) => {
          const seconds = BigInt(count) * periodSeconds[periodOf[durationUnit]]
          const { preview, errors } = check(
            { ...byTotal, total: String(total), duration: String(count), durationUnit },
            { token: null },
          )
          if (total < seconds) {
            expect(errors.total).toMatch(/too low for this time/)
            return
          }
          expect(preview?.deposit).toBe(total)
          expect((preview?.lastsSeconds ?? 0n) >= seconds).toBe(true)
          const rate = preview?.ratePerSecond ?? 0n
          expect(rate * (preview?.lastsSeconds ?? 0n) >= total).toBe(true)
          expect(rate * ((preview?.lastsSeconds ?? 0n) - 1n) < total).toBe(true)
        },
      ),
    ))
})

describe('a rate and a deposit', () => {
  it('says what the rounded rate comes to', () => {
    expect(check(byRate).preview).toEqual({
      deposit: 12_000_000_000n,
      startsAt: null,
      ratePerSecond: 11_574n,
      period: 'day',
      perPeriod: 999_993_600n,
      lessPerPeriod: 6_400n,
      // Rounded up: the last second pays the rest.
      lastsSeconds: 1_036_807n,
      longerSeconds: 0n,
    })
  })

  it('is read in its locale: 1.250 is a thousand in German', () => {
    const typed = { ...byRate, deposit: '1.250', rate: '12,5' }
    expect(check(typed, { locale: 'de-DE' }).stream?.depositedAmount).toBe(12_500_000_000n)
    expect(check(typed).errors.rate).toMatch(/ambiguous/)
  })

  it('takes whole base units where the decimals are unknown', () => {
    const unknown = { ...byRate, token: otherToken, tokenAddress: token, rate: '86400' }
    expect(check(unknown, { token: null }).stream).toMatchObject({
      tokenAddress: token,
      ratePerSecond: 1n,
      depositedAmount: 1_200n,
    })
  })
})

describe('a party', () => {
  const parties = [
    { address: recipient, name: 'Ada Lovelace' },
    { address: account, name: 'Grace' },
    { address: other, name: 'Grace' },
  ]

  it('is an address, with the space that a pasted one brings along', () => {
    const pasted = { ...byRate, recipient: ` ${recipient}\n` }
    expect(check(pasted).stream?.recipient).toBe(recipient)
  })

  it('is a name that the application has, in any case', () => {
    expect(check({ ...byRate, recipient: 'ada lovelace ' }, { parties }).recipient).toBe(recipient)
  })

  it('is a name with an address where several have that name', () => {
    expect(check({ ...byRate, recipient: 'Grace' }, { parties }).errors.recipient).toMatch(
      /no account with this name/,
    )
    const label = `Grace (${other.slice(0, 4)}…${other.slice(-4)})`
    expect(check({ ...byRate, recipient: label }, { parties }).recipient).toBe(other)
  })

  it('is not the sender, also by name', () => {
    const one = parties.slice(0, 2)
    expect(check({ ...byRate, recipient: 'Grace' }, { parties: one }).errors.recipient).toMatch(
      /This is the sender/,
    )
  })

  it('that pays is entered where the account is not known', () => {
    const fields = { ...byRate, sender: 'Ada Lovelace', recipient: account }
    expect(check(fields, { account: null, parties }).stream?.sender).toBe(recipient)
    expect(check(byRate, { account: null }).errors.sender).toMatch(/^Enter the sender/)
  })
})

describe('a start', () => {
  it('is sent in whole seconds', () => {
    const { stream } = check({ ...byRate, start: '2026-11-21T10:00:30' })
    expect(stream?.startTime).toBe(new Date('2026-11-21T10:00:30').getTime() / 1000)
  })

  it.each([
    ['Asia/Kolkata', '2026-11-21T10:00', '2026-11-21T04:30:00Z'],
    ['America/New_York', '2026-03-08T03:30', '2026-03-08T07:30:00Z'],
    ['America/New_York', '2026-11-01T00:30:15', '2026-11-01T04:30:15Z'],
    ['Pacific/Auckland', '2026-09-27T12:00', '2026-09-26T23:00:00Z'],
  ])('is read in the time zone of the page: %s %s', (timeZone, start, utc) => {
    expect(check({ ...byRate, start }, { timeZone }).stream?.startTime).toBe(Date.parse(utc) / 1000)
  })
})

describe('a field that cannot be sent', () => {
  const broken = `${recipient.slice(0, -1)}${recipient.endsWith('A') ? 'B' : 'A'}`

  it.each<[string, Partial<CreateFields>, keyof CreateFields, RegExp]>([
    ['an empty recipient', { recipient: '' }, 'recipient', /^Enter the recipient/],
    ['a mistyped address', { recipient: broken }, 'recipient', /checksum/],
    ['a contract as an account', { recipient: token }, 'recipient', /starts with G/],
    ['half an address', { recipient: 'GABC' }, 'recipient', /this one has 4/],
    ['more digits than the token has', { deposit: '1.12345678' }, 'deposit', /7 decimal places/],
    ['a comma for decimals', { deposit: '1,5' }, 'deposit', /ambiguous.*like 1,250\.50/],
    ['letters', { deposit: 'a lot' }, 'deposit', /Enter a number, for example 1,250\.50/],
    ['the sender as recipient', { recipient: account }, 'recipient', /This is the sender/],
    ['a negative amount', { deposit: '-1' }, 'deposit', /greater than zero/],
    ['more than 128 bits', { deposit: '9'.repeat(40) }, 'deposit', /too large/],
    ['a rate below one unit a second', { rate: '0.0000001' }, 'rate', /^The rate is too low/],
    ['another token without an address', { token: otherToken }, 'tokenAddress', /^Enter/],
    ['an invalid time', { start: 'yesterday' }, 'start', /valid time/],
    ['no total', { pay: 'total', duration: '3' }, 'total', /^Enter the total/],
    ['half a month', { pay: 'total', total: '1', duration: '0.5' }, 'duration', /^Enter how long/],
    ['no time at all', { pay: 'total', total: '1', duration: '0' }, 'duration', /^Enter how long/],
  ])('%s is an error of its field', (_what, change, name, message) => {
    const { stream, errors } = check({ ...byRate, ...change })
    expect(stream).toBeNull()
    expect(errors[name]).toMatch(message)
    expect(Object.keys(errors)).toEqual([name])
  })
})
