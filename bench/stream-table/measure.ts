/**
 * A StreamTable of 10,000 rows under 200 events a second, next to a peer in the same browser and in turns: left alone, sorted
 * by an amount that ticks, and while a user sorts and filters. Times are processor time of the main thread.
 */
import { look, measureScenes, search, sortBy } from '../table-scenes.ts'

export const measureStreamTable = (count = 10_000, rounds = 1): Promise<void> =>
  measureScenes(
    import.meta.dirname,
    {
      'not sorted': {},
      'sorted by balance': { before: (page) => sortBy(page, 'Balance') },
      'sorting and filtering': {
        async meanwhile(page) {
          await sortBy(page, 'Balance')
          await look(page)
          for (const text of ['GSENDER1', 'GSENDER12', '']) {
            await search(page, text)
            await look(page)
          }
        },
      },
    },
    { count, rounds },
  )
