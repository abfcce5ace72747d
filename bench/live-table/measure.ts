/**
 * A LiveTable of 1,000 rows under 200 events a second, next to a peer in the same browser and in turns: left alone, sorted by
 * a number that events change, and while a user sorts. Times are processor time of the main thread.
 */
import { look, measureScenes, sortBy } from '../table-scenes.ts'

export const measureLiveTable = (count = 1_000, rounds = 1): Promise<void> =>
  measureScenes(
    import.meta.dirname,
    {
      'not sorted': {},
      'sorted by total': { before: (page) => sortBy(page, 'Total') },
      sorting: {
        async meanwhile(page) {
          await sortBy(page, 'Total')
          await look(page)
          await sortBy(page, 'Customer')
          await look(page)
        },
      },
    },
    { count, rounds },
  )
