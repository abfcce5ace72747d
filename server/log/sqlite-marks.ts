/**
 * A small file next to the database, `<file>.marks`, which says how far each log has been acknowledged. A database
 * cannot notice by itself that its newest commits are gone, because its journal was cut or an old copy was put in its
 * place; compared with the marks it can.
 *
 *   streamgauge-marks 1 <inode of the database>    the header: 64 bytes
 *   <log id> <epoch> <top> <checksum>              one slot of 64 bytes for each log, at 64 × id
 *
 * A mark is written after the commit and before the acknowledgement, without a flush: `kill -9` does not take it
 * back, and after a power cut, which may, a mark is too low and at worst finds less. It is never ahead of the database.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { crc32 } from 'node:zlib'

/** How far a log was acknowledged. */
export interface Mark {
  readonly epoch: string
  readonly top: number
}

/** What the file says. */
export interface ReadMarks {
  /** The file that they were written for. */
  readonly inode: string
  /** By the id of the log. `damaged`: there is one, which cannot be read. */
  readonly marks: ReadonlyMap<number, Mark | 'damaged'>
}

const slotBytes = 64
const headerPattern = /^streamgauge-marks 1 (\d+) *\n$/
const slotPattern = /^(\d+) ([0-9a-z]+) (\d+) ([0-9a-f]{8}) *\n$/

export const marksPath = (file: string) => `${file}.marks`

/** Identifies a file: a copy of it has another one. */
export function inodeOf(file: string): string {
  return statSync(file, { bigint: true }).ino.toString()
}

/** @returns null when there are none, or none that can be read. */
export function readMarks(file: string): ReadMarks | null {
  const path = marksPath(file)
  if (!existsSync(path)) return null
  const text = readFileSync(path, 'latin1')
  const inode = headerPattern.exec(text.slice(0, slotBytes))?.[1]
  if (inode === undefined) return null
  const marks = new Map<number, Mark | 'damaged'>()
  for (let id = 1; id * slotBytes < text.length; id++) {
    const slot = text.slice(id * slotBytes, (id + 1) * slotBytes)
    // Nothing was acknowledged yet: a slot that was passed over, or that a power cut has kept from the disk.
    if (/^[\0 \n]*$/.test(slot)) continue
    marks.set(id, parseSlot(slot, id) ?? 'damaged')
  }
  return { inode, marks }
}

/** Whether there are marks of a database that had events. */
export function hasMarksOfEvents(file: string): boolean {
  const marks = readMarks(file)?.marks ?? new Map<number, Mark>()
  return [...marks.values()].some((mark) => mark !== 'damaged' && mark.top > 0)
}

/** Writes all marks of a database, in place of those that there are. */
export function writeMarks(file: string, marks: ReadonlyMap<number, Mark>): void {
  const path = marksPath(file)
  const draft = `${path}.new`
  const descriptor = openSync(draft, 'w', 0o600)
  try {
    writeSync(descriptor, pad(`streamgauge-marks 1 ${inodeOf(file)}`), 0)
    for (const [id, mark] of marks) writeSync(descriptor, printSlot(id, mark), id * slotBytes)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(draft, path)
}

/** Raises the mark of a log. Opened for each, because another process may have written the file again. */
export function raiseMark(file: string, id: number, mark: Mark): void {
  const descriptor = openSync(marksPath(file), 'r+')
  try {
    // Another process may have committed, and marked, more in the meantime.
    const slot = Buffer.alloc(slotBytes)
    const length = readSync(descriptor, slot, 0, slotBytes, id * slotBytes)
    const known = length === slotBytes ? parseSlot(slot.toString('latin1'), id) : null
    if (known !== null && known.epoch === mark.epoch && known.top >= mark.top) return
    writeSync(descriptor, printSlot(id, mark), id * slotBytes)
  } finally {
    closeSync(descriptor)
  }
}

function printSlot(id: number, { epoch, top }: Mark): string {
  const text = `${id} ${epoch} ${top}`
  return pad(`${text} ${crc32(text).toString(16).padStart(8, '0')}`)
}

function parseSlot(slot: string, id: number): Mark | null {
  const [, slotId, epoch = '', top, checksum = ''] = slotPattern.exec(slot) ?? []
  if (Number(slotId) !== id) return null
  if (crc32(`${id} ${epoch} ${top}`) !== Number.parseInt(checksum, 16)) return null
  return { epoch, top: Number(top) }
}

function pad(text: string): string {
  return `${text.padEnd(slotBytes - 1)}\n`
}
