/**
 * Whatever happens, what is cached ends as the server has it: random changes, answers that are slow, cuts, gaps and
 * optimistic updates, with and without positions and snapshots. Each seed is one history.
 */
import { describe, expect, it } from 'vitest'
import { createRandom } from '../support/random.ts'
import { byId, createQueryScene, detailKey, listKey, type Parcel } from './query-scene.ts'

const statuses = ['moving', 'delivered'] as const
const ids = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'] as const

async function play(seed: number) {
  const random = createRandom(seed)
  const pick = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(random() * values.length)] as Value
  const scene = createQueryScene({
    hasPositions: random() < 0.6,
    snapshot: random() < 0.3,
    maxReplay: 15,
  })
  const placesItems = random() < 0.5
  for (const id of ids.slice(0, 3)) await scene.create(id)
  scene.bind({
    ...(placesItems && {
      belongs: (item: Parcel, queryKey) => {
        const { status } = (queryKey[2] ?? {}) as { readonly status?: string }
        return status === undefined || item.status === status
      },
      compare: byId,
    }),
    // Without it, an item that no query has could enter a list unnoticed.
    mayEnter: ({ patch }) => patch !== null && 'status' in patch,
  })
  const lists = placesItems ? [undefined, ...statuses.map((status) => ({ status }))] : [undefined]
  const steps: readonly (() => unknown)[] = [
    () => scene.patch(pick(ids), { weight: Math.floor(random() * 1_000) }),
    () => scene.patch(pick(ids), { status: pick(statuses) }),
    () => scene.patch(pick(ids), { note: random() < 0.5 ? null : 'fragile' }),
    async () => {
      const existing = await scene.state()
      const absent = ids.filter((id) => !existing.has(id))
      if (absent.length > 0) await scene.create(pick(absent), { status: pick(statuses) })
    },
    async () => {
      const id = pick(ids)
      if ((await scene.state()).has(id)) await scene.remove(id)
    },
    async () => {
      const id = pick(ids)
      if ((await scene.state()).has(id)) await scene.showDetail(id)
    },
    () => scene.showList(pick(lists)),
    () => scene.cut(),
    async () => {
      const existing = [...(await scene.state()).keys()]
      if (existing.length === 0) return
      for (let count = 0; count < 20; count++) await scene.patch(pick(existing), { weight: count })
    },
    () => scene.holdAnswers(),
    () => scene.releaseAnswers(),
    () => void scene.client.refetchQueries({ queryKey: ['parcels'] }),
    () => {
      const id = pick(ids)
      if (!scene.detail(id)) return
      // Confirmed by an event with the same value.
      scene.client.setQueryData([...detailKey(id)], (old: Parcel) => ({ ...old, weight: 5 }))
      return scene.patch(id, { weight: 5 })
    },
    () => scene.settle(Math.floor(random() * 3_000)),
  ]
  const opensAt = Math.floor(random() * 8)
  for (let step = 0; step < 30; step++) {
    if (step === opensAt) scene.connection.open()
    const isPatchOfNothing = random() < 0.1
    if (!isPatchOfNothing) await pick(steps)()
  }
  await scene.releaseAnswers()
  await scene.settle(120_000)
  return { scene, lists }
}

describe('what is cached', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))(
    'ends as the server has it, in history %i',
    async (seed) => {
      const { scene, lists } = await play(seed)
      const state = await scene.state()
      for (const [id, expected] of state) {
        const detail = scene.detail(id)
        if (detail === undefined) continue
        const { position: _, ...item } = detail as Parcel & { readonly position?: string }
        expect(item, id).toEqual(expected)
      }
      for (const wanted of lists) {
        const list = scene.list(wanted)
        if (list === undefined) continue
        const expected = [...state.values()]
          .filter(({ status }) => wanted === undefined || status === wanted.status)
          .sort(byId)
        expect(list.map(withoutPosition), JSON.stringify(listKey(wanted))).toEqual(expected)
      }
    },
  )
})

function withoutPosition(item: object): object {
  const { position: _, ...rest } = item as { readonly position?: string }
  return rest
}
