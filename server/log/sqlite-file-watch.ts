/**
 * Whether the file that is open is still the file that a restart would find. SQLite continues to write into a file
 * that was deleted, and a commit there is gone with the process. So this is asked before every commit and again
 * before it is acknowledged.
 *
 * It looks at names and sizes only. It must never open the files: closing them again would drop the locks that
 * SQLite holds for this process.
 */
import { statSync } from 'node:fs'
import type { LogHealth } from './event-log.ts'

/** What has become of the file. */
export type FileFault = Extract<
  LogHealth['reason'],
  'file_missing' | 'file_replaced' | 'file_shortened'
>

export interface FileWatch {
  /** Null: it is as it should be. */
  check(): FileFault | null
  /** Bytes of the database and its journal. */
  bytes(): number
}

/**
 * @param pages.dataVersion changes when another process commits. @param pages.bytes what the pages of the database
 *   take. @param pages.hasShrunk true when this process has given pages back.
 */
export function watchFile(
  file: string,
  pages: {
    dataVersion(): number
    bytes(): number
    hasShrunk(): boolean
  },
): FileWatch {
  // The journal and its index belong to the database: without them its newest commits are lost.
  const watched = ['', '-wal', '-shm'].flatMap((suffix) => {
    const found = look(file + suffix)
    return found === null ? [] : [{ path: file + suffix, inode: found.ino }]
  })
  let size = look(file)?.size ?? 0n
  let version = pages.dataVersion()

  function isShortened(now: bigint): boolean {
    const before = size
    if (now >= before) {
      size = now
      return false
    }
    // A database that gives pages back becomes shorter, whichever process does so, but never than its pages.
    const current = pages.dataVersion()
    const isExplained = (current !== version || pages.hasShrunk()) && now >= BigInt(pages.bytes())
    version = current
    if (isExplained) size = now
    return !isExplained
  }

  return {
    check() {
      for (const { path, inode } of watched) {
        const found = look(path)
        if (found === null) return 'file_missing'
        if (found.ino !== inode) return 'file_replaced'
        if (path === file && isShortened(found.size)) return 'file_shortened'
      }
      return null
    },
    bytes: () => Number((look(file)?.size ?? 0n) + (look(`${file}-wal`)?.size ?? 0n)),
  }
}

function look(path: string) {
  return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null
}
