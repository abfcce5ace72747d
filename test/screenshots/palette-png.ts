/**
 * Writes a picture as a PNG with a palette: a quarter of the bytes of the browser's own. The palette has the colours that
 * lose least: frequent ones, and rare ones that nothing else is close to, such as those of icons. What is left, the edges
 * of letters, becomes the nearest of them.
 */
import { crc32, deflateSync } from 'node:zlib'

/** Pixels as bytes of red, green, blue and alpha; opaque. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

const paletteSize = 64

export function encodePalettePng(picture: Picture): Buffer {
  const { width, height, data } = picture
  const { colours, placeOf } = reduceColours(picture)
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = colourAt(data, (y * width + x) * 4)
      rows[y * (width + 1) + 1 + x] = placeOf.get(colour) ?? 0
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits a pixel, with a palette.
  header.set([8, 3], 8)
  const palette = Buffer.from(
    colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]),
  )
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const colourAt = (data: Uint8Array, at: number) =>
  ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0)

interface Palette {
  readonly colours: readonly number[]
  /** The place of the nearest colour of the palette, for every colour of the picture. */
  readonly placeOf: ReadonlyMap<number, number>
}

function reduceColours({ data }: Picture): Palette {
  const counts = new Map<number, number>()
  for (let at = 0; at < data.length; at += 4) {
    const colour = colourAt(data, at)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const all = [...counts].map(([colour, count]) => ({
    colour,
    count,
    distance: Number.POSITIVE_INFINITY,
    place: 0,
  }))
  const colours: number[] = []
  while (colours.length < Math.min(paletteSize, all.length)) {
    // What would lose most: by how often it is there, and how far it is from all that were chosen.
    const next = all.reduce((most, each) => (lossOf(each) > lossOf(most) ? each : most))
    for (const each of all) {
      const distance = distanceOf(each.colour, next.colour)
      if (distance >= each.distance) continue
      each.distance = distance
      each.place = colours.length
    }
    colours.push(next.colour)
  }
  return { colours, placeOf: new Map(all.map(({ colour, place }) => [colour, place])) }
}

/** At first all are infinitely far away, and the most frequent one is the background. */
const lossOf = ({ count, distance }: { readonly count: number; readonly distance: number }) =>
  Math.sqrt(count) * Math.min(distance, 1_000_000)

/** Squared, weighted as the eye does. */
function distanceOf(one: number, other: number): number {
  const red = (one >> 16) - (other >> 16)
  const green = ((one >> 8) & 255) - ((other >> 8) & 255)
  const blue = (one & 255) - (other & 255)
  return 2 * red * red + 4 * green * green + 3 * blue * blue
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(content.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}
