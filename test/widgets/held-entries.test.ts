/** A list that stands still while somebody reads it. */
import { describe, expect, it } from 'vitest'
import { holdEntries } from '../../src/widgets/activity-feed/held-entries.ts'

const entriesOf = (keys: string) => [...keys].map((key) => ({ key }))
const entries = entriesOf('edcba')

describe('a held list', () => {
  it('shows everything while nobody holds it', () => {
    expect(holdEntries(entries, null)).toEqual({ shown: entries, waiting: 0 })
  })

  it('shows what was there, whole, and counts the newer ones', () => {
    const held = entriesOf('cba')
    expect(holdEntries(entriesOf('edcb'), held)).toEqual({ shown: held, waiting: 2 })
  })

  it('stays when the bounded history has lost all of it: everything that is there waits', () => {
    const held = entriesOf('zyx')
    expect(holdEntries(entries, held)).toEqual({ shown: held, waiting: 5 })
  })

  it('has nothing to hold on to when it was empty', () => {
    expect(holdEntries(entries, [])).toEqual({ shown: entries, waiting: 0 })
  })
})
