/**
 * Runs tasks of one name one after the other, and tasks of different names side by side. A failed task
 * fails for its caller only. Nothing is remembered of a name whose tasks are done.
 */

export interface Lanes {
  /** Runs `task` when all earlier tasks of that name are done. */
  run<T>(name: string, task: () => Promise<T>): Promise<T>
}

export function createLanes(): Lanes {
  const ends = new Map<string, Promise<unknown>>()

  return {
    async run(name, task) {
      const before = ends.get(name)
      const mine = (async () => {
        // Whoever asked for it hears of its failure; here it only matters that it is over.
        await before?.catch(() => undefined)
        return task()
      })()
      ends.set(name, mine)
      try {
        return await mine
      } finally {
        if (ends.get(name) === mine) ends.delete(name)
      }
    },
  }
}
