/** How pictures are kept and compared: small enough for the repository, and red for every change that can be seen. */
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { comparePictures, decodePng } from '../screenshots/compare.ts'
import { encodePalettePng, type Picture } from '../screenshots/palette-png.ts'

type Colour = readonly [red: number, green: number, blue: number]

const white: Colour = [255, 255, 255]
const ink: Colour = [30, 34, 41]

/** A picture of a size, painted by a function of the place. */
function paint(width: number, height: number, colourAt: (x: number, y: number) => Colour): Picture {
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      data.set([...colourAt(x, y), 255], (y * width + x) * 4)
    }
  }
  return { width, height, data }
}

/** Lines like those of text, with smoothed edges. */
const text = (x: number, y: number): Colour => {
  if (y % 20 < 12 || x < 16 || x > 240) return white
  const shade = (x * 7 + y * 13) % 11
  return shade < 4 ? ink : [255 - shade * 20, 255 - shade * 20, 255 - shade * 19]
}

/** The same with a square of another colour at 64, 64. */
const withSquare = (side: number, colour: Colour) =>
  paint(256, 256, (x, y) =>
    x >= 64 && x < 64 + side && y >= 64 && y < 64 + side ? colour : text(x, y),
  )

describe('a kept picture', () => {
  it('is the same to the comparison, with rare colours, in less than half of the bytes', () => {
    const busy = paint(256, 256, (x, y) => {
      if (x < 6 && y < 6) return [20, 160, 90]
      return x > 128 ? [x, (x * y) % 7, 255 - x] : text(x, y)
    })
    const bytes = encodePalettePng(busy)
    const kept = decodePng(bytes)
    expect(comparePictures(kept, busy)).toBeNull()
    expect([...kept.data.slice(0, 3)]).toEqual([20, 160, 90])
    const whole = new PNG({ width: busy.width, height: busy.height })
    whole.data.set(busy.data)
    expect(bytes.length).toBeLessThan(PNG.sync.write(whole).length / 2)
  })
})

describe('two pictures', () => {
  const before = paint(256, 256, text)

  it('are the same if single pixels at the edges of letters differ', () => {
    const other = paint(256, 256, (x, y) =>
      x % 32 === 0 && y % 64 === 15 ? [90, 90, 90] : text(x, y),
    )
    expect(comparePictures(before, other)).toBeNull()
  })

  it('differ if an icon has another colour, and the difference says where', () => {
    const difference = comparePictures(
      withSquare(10, [60, 130, 200]),
      withSquare(10, [200, 60, 60]),
    )
    expect(difference?.summary).toBe('1 squares differ, the first at 64, 64')
    expect(difference && decodePng(difference.picture).width).toBe(256)
  })

  it('differ if something moved by a pixel', () => {
    expect(
      comparePictures(
        before,
        paint(256, 256, (x, y) => text(x, y + 1)),
      ),
    ).not.toBeNull()
  })

  it('differ if one is higher', () => {
    expect(comparePictures(before, paint(256, 280, text))?.summary).toContain(
      'it was 256 × 256 px and is 256 × 280 px',
    )
  })
})
