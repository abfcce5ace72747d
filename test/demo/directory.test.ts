import { describe, expect, it } from 'vitest'
import { tokenOf, tokens } from '../../src/demo/directory.ts'

describe('a token’s address', () => {
  it('is looked up among the known ones', () => {
    const [address = ''] = Object.keys(tokens)
    expect(tokenOf(address)).toMatchObject({ decimals: expect.any(Number) })
  })

  it.each(['', 'constructor', '__proto__', 'toString'])('%j is no token', (address) => {
    expect(tokenOf(address)).toBeNull()
  })
})
