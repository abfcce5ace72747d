/** How many clients fit into a process. */
import { readFileSync } from 'node:fs'

/** Files that this process may open, and so every process that it starts; 0 where that is not known. */
export function mostFiles(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 0)
  } catch {
    return 0
  }
}
