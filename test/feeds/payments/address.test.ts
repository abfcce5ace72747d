import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isAccountAddress,
  isStreamId,
  isTokenAddress,
  printAccountAddress,
  printContractAddress,
} from '../../../src/feeds/payments/address.ts'
import { account, contract } from '../../protocol/arbitraries.ts'

// [SEP-23] The specification's own examples.
const specAccount = 'GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ'
const specContract = 'CA3D5KRYM6CB7OWQ6TWYRR3Z4T7GNZLKERYNZGGA5SOAOPIFY6YQGAXE'
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

describe('a Stellar address', () => {
  it('is recognised in the examples of its specification', () => {
    expect(isAccountAddress(specAccount)).toBe(true)
    expect(isTokenAddress(specContract)).toBe(true)
    expect(isTokenAddress(specAccount)).toBe(true)
  })

  it('is not an account when it is a contract', () => {
    expect(isAccountAddress(specContract)).toBe(false)
  })

  it('prints the known text of known bytes', () => {
    const zero = new Uint8Array(32)
    expect(printAccountAddress(zero)).toBe(
      'GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF',
    )
    const one = new Uint8Array(32)
    one[31] = 1
    expect(printContractAddress(one)).toBe(
      'CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD2KM',
    )
  })

  it('is valid whenever it was printed', () => {
    fc.assert(
      fc.property(account, contract, (g, c) => {
        expect(isAccountAddress(g)).toBe(true)
        expect(isTokenAddress(g)).toBe(true)
        expect(isTokenAddress(c)).toBe(true)
        expect(isAccountAddress(c)).toBe(false)
      }),
    )
  })

  it('is refused with any one letter changed', () => {
    fc.assert(
      fc.property(
        account,
        fc.integer({ min: 1, max: 55 }),
        fc.constantFrom(...alphabet),
        (address, at, letter) => {
          fc.pre(address[at] !== letter)
          expect(isAccountAddress(address.slice(0, at) + letter + address.slice(at + 1))).toBe(
            false,
          )
        },
      ),
    )
  })

  it('is refused with two neighbours exchanged', () => {
    fc.assert(
      fc.property(account, fc.integer({ min: 1, max: 54 }), (address, at) => {
        const [left = '', right = ''] = address.slice(at, at + 2)
        fc.pre(left !== right)
        const swapped = address.slice(0, at) + right + left + address.slice(at + 2)
        expect(isAccountAddress(swapped)).toBe(false)
      }),
    )
  })

  it.each([
    ['nothing', ''],
    ['lower case', specAccount.toLowerCase()],
    ['a letter too few', specAccount.slice(0, -1)],
    ['a letter too many', `${specAccount}A`],
    ['a space around it', ` ${specAccount}`],
    ['a line end after it', `${specAccount}\n`],
    ['a secret seed', 'SBU2RRGLXH3E5CQHTD3ODLDF2BWDCYUSSBLLZ5GNW7JXHDIYKXZWHOKR'],
    ['a muxed account', 'MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUQ'],
    ['a letter that base32 does not have', specAccount.replace('A7', 'A8')],
    ['a megabyte', 'G'.repeat(1_000_000)],
  ])('is refused as %s', (_, text) => {
    expect(isAccountAddress(text)).toBe(false)
    expect(isTokenAddress(text)).toBe(false)
  })

  it.each([0, 31, 33])('is not printed from %i bytes', (length) => {
    expect(() => printAccountAddress(new Uint8Array(length))).toThrow(
      expect.objectContaining({ code: 'bad_address' }),
    )
  })
})

describe('a stream id', () => {
  it.each(['0', '1', '42', '9007199254740993', '18446744073709551615'])('may be %s', (id) => {
    expect(isStreamId(id)).toBe(true)
  })

  it.each(['', '-1', '+1', '01', '1.0', '1e3', ' 1', '1 ', '0x1', '١', '18446744073709551616'])(
    'may not be "%s"',
    (id) => {
      expect(isStreamId(id)).toBe(false)
    },
  )

  it('is refused at once however long it is', () => {
    expect(isStreamId('9'.repeat(1_000_000))).toBe(false)
  })
})
