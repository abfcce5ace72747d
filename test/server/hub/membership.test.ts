import { expect, it } from 'vitest'
import type { Member } from '../../../server/hub/member.ts'
import { createMembership } from '../../../server/hub/membership.ts'
import { createStillTime } from '../../support/still-time.ts'

/** Ten thousand members that are gone as soon as they are destroyed. */
function createGroup() {
  const time = createStillTime()
  const members = createMembership(time)
  let destroyed = 0
  for (let n = 0; n < 10_000; n++) {
    const member = {
      subscription: { topics: ['all'], filterKind: 'all' },
      destroy() {
        destroyed++
        members.remove(member as unknown as Member)
      },
      endAt() {},
    }
    members.add(member as unknown as Member)
  }
  return { time, members, destroyed: () => destroyed }
}

it('links are dropped in slices, so that the event loop turns in between', async () => {
  const { time, members, destroyed } = createGroup()
  expect(members.dropAll()).toBe(10_000)
  expect(destroyed()).toBeLessThanOrEqual(500)
  await time.advance(0)
  expect(destroyed()).toBe(10_000)
})

it('a drain without a window drops them in slices, and resolves when all are gone', async () => {
  const { time, members, destroyed } = createGroup()
  let isDrained = false
  void members.drain(0).then(() => {
    isDrained = true
  })
  expect(destroyed()).toBeLessThanOrEqual(500)
  await time.advance(0)
  expect(destroyed()).toBe(10_000)
  expect(isDrained).toBe(true)
})
