import { describe, expect, it } from 'vitest'
import {
  type CreateFields,
  checkCreateFields,
  otherToken,
  readAmount,
} from '../../src/demo/create-form.ts'
import { printAccountAddress, printContractAddress } from '../../src/feeds/payments/address.ts'

const sender = printAccountAddress(new Uint8Array(32).fill(1))
const recipient = printAccountAddress(new Uint8Array(32).fill(2))
const token = printContractAddress(new Uint8Array(32).fill(3))
const usdc = { symbol: 'USDC', decimals: 7 }

const fields: CreateFields = {
  sender,
  recipient,
  token,
  otherTokenAddress: '',
  deposit: '1200',
  rate: '100',
  ratePer: 'day',
  start: '',
}

describe('a complete form', () => {
  it('becomes the body of POST /streams, in whole units', () => {
    const { body, errors } = checkCreateFields(fields, usdc)
    expect(errors).toEqual({})
    expect(body).toEqual({
      sender,
      recipient,
      tokenAddress: token,
      // 100 × 10^7 units over 86,400 seconds, cut.
      ratePerSecond: '11574',
      depositedAmount: '12000000000',
    })
  })

  it('says what the cut rate comes to', () => {
    const { preview } = checkCreateFields(fields, usdc)
    expect(preview).toEqual({
      deposit: 12_000_000_000n,
      startsAt: null,
      ratePerSecond: 11_574n,
      perPeriod: 999_993_600n,
      asked: 1_000_000_000n,
      // Rounded up: the last second pays the rest.
      lastsSeconds: 1_036_807n,
    })
  })

  it('is read in its locale: 1.250 is a thousand in German', () => {
    const typed = { ...fields, deposit: '1.250', rate: '12,5' }
    expect(checkCreateFields(typed, usdc, 'de-DE').body?.depositedAmount).toBe('12500000000')
    expect(checkCreateFields(typed, usdc, 'de-DE').preview?.asked).toBe(125_000_000n)
    expect(checkCreateFields(typed, usdc, 'en-US').errors.rate).toMatch(/ambiguous/)
  })

  it('ignores the space that a pasted address brings along', () => {
    expect(
      checkCreateFields({ ...fields, recipient: ` ${recipient}\n` }, usdc).body?.recipient,
    ).toBe(recipient)
  })

  it('sends a start time in whole seconds', () => {
    const { body } = checkCreateFields({ ...fields, start: '2026-11-21T10:00:30' }, usdc)
    expect(body?.startTime).toBe(new Date('2026-11-21T10:00:30').getTime() / 1000)
  })

  it('takes whole base units where the decimals are unknown', () => {
    const other = { ...fields, token: otherToken, otherTokenAddress: token, rate: '86400' }
    expect(checkCreateFields(other, null).body).toMatchObject({
      tokenAddress: token,
      ratePerSecond: '1',
      depositedAmount: '1200',
    })
  })
})

describe('a field that cannot be sent', () => {
  const broken = `${recipient.slice(0, -1)}${recipient.endsWith('A') ? 'B' : 'A'}`

  it.each<[string, Partial<CreateFields>, keyof CreateFields, RegExp]>([
    ['an empty recipient', { recipient: '' }, 'recipient', /^Enter the recipient/],
    ['a mistyped address', { recipient: broken }, 'recipient', /checksum/],
    ['a contract as an account', { sender: token }, 'sender', /starts with G/],
    ['half an address', { sender: 'GABC' }, 'sender', /this one has 4/],
    ['more digits than the token has', { deposit: '1.12345678' }, 'deposit', /7 decimal places/],
    ['a comma for decimals', { deposit: '1,5' }, 'deposit', /ambiguous.*like 1,250\.50/],
    ['letters', { deposit: 'a lot' }, 'deposit', /Enter a number, for example 1,250\.50/],
    ['the sender as recipient', { recipient: sender }, 'recipient', /This is the sender/],
    ['a negative amount', { deposit: '-1' }, 'deposit', /greater than zero/],
    ['more than 128 bits', { deposit: '9'.repeat(40) }, 'deposit', /too large/],
    ['a rate below one unit a second', { rate: '0.0000001' }, 'rate', /^The rate is too low/],
    ['another token without an address', { token: otherToken }, 'otherTokenAddress', /^Enter/],
    ['an invalid time', { start: 'yesterday' }, 'start', /valid time/],
  ])('%s is an error of its field', (_what, change, name, message) => {
    const { body, errors } = checkCreateFields({ ...fields, ...change }, usdc, 'en-US')
    expect(body).toBeNull()
    expect(errors[name]).toMatch(message)
    expect(Object.keys(errors)).toEqual([name])
  })

  it('is refused as base units when it has a point', () => {
    expect(readAmount('1.5', null, 'amount', 'en-US')).toEqual({
      error: 'Base units are whole numbers.',
    })
  })
})
