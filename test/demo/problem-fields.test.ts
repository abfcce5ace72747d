import { describe, expect, it } from 'vitest'
import { otherToken } from '../../src/demo/create-form.ts'
import { fieldOfProblem } from '../../src/demo/problem-fields.ts'

const known = { token: 'C1' }

describe('a refusal of the server', () => {
  it.each([
    ['bad_address', 'The value of recipient is not a Stellar account.', 'recipient'],
    ['bad_amount', 'The value of ratePerSecond is not an amount.', 'rate'],
    ['amount_out_of_range', 'The value of depositedAmount does not fit.', 'deposit'],
    ['same_party', 'The stream was refused: its sender is its recipient.', 'recipient'],
    ['rate_zero', 'A stream that pays nothing.', 'rate'],
    ['bad_time', 'The value of startTime is not a time.', 'start'],
    ['bad_address', 'The value of tokenAddress is not a token address.', 'token'],
  ])('%s: "%s" belongs to %s', (code, message, field) => {
    expect(fieldOfProblem({ code, message }, known)).toBe(field)
  })

  it('of a typed token address is shown next to that address', () => {
    const error = { code: 'bad_address', message: 'The value of tokenAddress is not one.' }
    expect(fieldOfProblem(error, { token: otherToken })).toBe('otherTokenAddress')
  })

  it('of anything else belongs to the form, even if it names a field', () => {
    const error = { code: 'too_many_requests', message: 'The sender is too fast.' }
    expect(fieldOfProblem(error, known)).toBeNull()
  })
})
