/** The entries of a feed that is paused while it is read. */
import { describe, expect, it } from 'vitest'
import { selectVisibleEntries } from '../../src/widgets/activity-feed/visible-entries.ts'

const entriesOf = (keys: string) => [...keys].map((key) => ({ key }))
const entries = entriesOf('edcba')

describe('selectVisibleEntries', () => {
  it('shows everything while the feed is not paused', () => {
    expect(selectVisibleEntries(entries, null)).toEqual({ visible: entries, newCount: 0 })
  })

  it('keeps the entries of a paused feed and counts newer ones', () => {
    const paused = entriesOf('cba')
    expect(selectVisibleEntries(entriesOf('edcb'), paused)).toEqual({
      visible: paused,
      newCount: 2,
    })
  })

  it('counts the whole history when it has dropped every entry of the paused feed', () => {
    const paused = entriesOf('zyx')
    expect(selectVisibleEntries(entries, paused)).toEqual({ visible: paused, newCount: 5 })
  })

  it('shows everything when the feed was paused while it was empty', () => {
    expect(selectVisibleEntries(entries, [])).toEqual({ visible: entries, newCount: 0 })
  })
})
