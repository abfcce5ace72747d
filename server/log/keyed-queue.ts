/**
 * Runs tasks with the same key one after the other, and tasks with different keys side by side. A failed
 * task fails for its caller only. Nothing is kept for a key whose tasks are done.
 */

export interface KeyedQueue {
  /** Runs `task` when all earlier tasks of that key are done. */
  run<T>(key: string, task: () => Promise<T>): Promise<T>
}

export function createKeyedQueue(): KeyedQueue {
  const lastTasks = new Map<string, Promise<unknown>>()

  return {
    async run(key, task) {
      const before = lastTasks.get(key)
      const mine = (async () => {
        // Its own caller handles its failure; here it only matters that it is over.
        await before?.catch(() => undefined)
        return task()
      })()
      lastTasks.set(key, mine)
      try {
        return await mine
      } finally {
        if (lastTasks.get(key) === mine) lastTasks.delete(key)
      }
    },
  }
}
