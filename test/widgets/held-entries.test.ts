/** A list that stands still while somebody reads it. */
import { describe, expect, it } from 'vitest'
import { holdEntries } from '../../src/widgets/activity-feed/held-entries.ts'

const entries = ['e', 'd', 'c', 'b', 'a'].map((key) => ({ key }))

describe('a held list', () => {
  it('shows everything while nobody holds it', () => {
    expect(holdEntries(entries, null)).toEqual({ shown: entries, waiting: 0 })
  })

  it('begins at the entry that was newest then, and counts the newer ones', () => {
    expect(holdEntries(entries, 'c')).toEqual({ shown: entries.slice(2), waiting: 2 })
  })

  it('lets go of an entry that has left the bounded history', () => {
    expect(holdEntries(entries, 'z')).toEqual({ shown: entries, waiting: 0 })
  })
})
