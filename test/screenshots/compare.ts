/**
 * Whether two pictures show the same. Machines differ in how they smooth the edges of letters, so single pixels do not
 * count: a square of the picture has to differ in many. A widget that changes does that in some square, however large
 * the picture is.
 */
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'
import type { Picture } from './palette-png.ts'

/** Side of a square, in px. */
const square = 32
/** Pixels of a square that may differ, of 1,024. */
const tolerated = 12
/** How much a colour may differ, from 0 to 1: the edge of a letter, and the colours of the palette. */
const threshold = 0.12

export interface Difference {
  /** What is different, in words. */
  readonly summary: string
  /** The new picture, with what differs in red. */
  readonly picture: Buffer
}

export function decodePng(bytes: Buffer): Picture {
  const { width, height, data } = PNG.sync.read(bytes)
  return { width, height, data }
}

/** What is different; null: nothing. */
export function comparePictures(before: Picture, now: Picture): Difference | null {
  const width = Math.max(before.width, now.width)
  const height = Math.max(before.height, now.height)
  const marked = new PNG({ width, height })
  const mask = new PNG({ width, height })
  const [one, other] = [before, now].map((picture) => enlarge(picture, width, height)) as [
    Uint8Array,
    Uint8Array,
  ]
  pixelmatch(one, other, mask.data, width, height, { threshold, diffMask: true })
  const squares = changedSquares(mask.data, width, height)
  const isResized = before.width !== now.width || before.height !== now.height
  if (squares.length === 0 && !isResized) return null
  pixelmatch(one, other, marked.data, width, height, { threshold, alpha: 0.3 })
  const [first] = squares
  const summary = [
    ...(isResized
      ? [`it was ${before.width} × ${before.height} px and is ${now.width} × ${now.height} px`]
      : []),
    ...(first ? [`${squares.length} squares differ, the first at ${first.x}, ${first.y}`] : []),
  ].join('; ')
  return { summary, picture: PNG.sync.write(marked) }
}

function changedSquares(
  mask: Uint8Array,
  width: number,
  height: number,
): readonly { readonly x: number; readonly y: number }[] {
  const columns = Math.ceil(width / square)
  const counts = new Uint16Array(columns * Math.ceil(height / square))
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if ((mask[(y * width + x) * 4 + 3] ?? 0) === 0) continue
      const at = Math.floor(y / square) * columns + Math.floor(x / square)
      counts[at] = (counts[at] ?? 0) + 1
    }
  }
  return [...counts].flatMap((count, at) =>
    count > tolerated ? [{ x: (at % columns) * square, y: Math.floor(at / columns) * square }] : [],
  )
}

/** The picture in the corner of a larger, transparent one. */
function enlarge(picture: Picture, width: number, height: number): Uint8Array {
  if (picture.width === width && picture.height === height) return picture.data
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < picture.height; y += 1) {
    const row = picture.data.subarray(y * picture.width * 4, (y + 1) * picture.width * 4)
    data.set(row, y * width * 4)
  }
  return data
}
