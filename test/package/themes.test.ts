/**
 * Themes in production builds: pages with plain CSS, a brand, next-themes, Tailwind and daisyUI, built by
 * Vite for its default targets and for old ones, for which it rewrites far more, and then looked at in
 * Chromium. Uses the registry. Takes long: a part of `npm run test:long`.
 */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { type PreviewServer, preview } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium-page.ts'
import { canUseChromium, createProject, type Project } from './project.ts'

type Theme = 'light' | 'dark'

const packages = [
  'tailwindcss@4.3.5',
  '@tailwindcss/vite@4.3.5',
  'next-themes@0.4.6',
  'daisyui@5.8.1',
]

const isRun = canUseChromium && process.env['PACKAGE_PAGES'] === '1'

describe.runIf(isRun)('pages built by Vite', () => {
  let project: Project
  let browser: Browser

  beforeAll(async () => {
    // The Vite plugin's peer is the checkout's Vite.
    project = createProject({ fixture: 'themes', npmrc: 'legacy-peer-deps=true' })
    await project.install(...packages)
    project.link('react', 'react-dom', 'vite', '@vitejs/plugin-react')
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    project.remove()
  })

  describe.each([
    ['the default targets', 'default'],
    ['old targets', 'old'],
  ])('for %s', (_, mode) => {
    let server: PreviewServer

    beforeAll(async () => {
      await project.run('vite', 'build', '--mode', mode, '--logLevel', 'warn')
      server = await preview({
        root: project.folder,
        configFile: false,
        build: { outDir: join('dist', mode) },
        preview: { host: '127.0.0.1', port: 0 },
      })
    })
    afterAll(() => server.close())

    async function open(path: string, system: Theme): Promise<Page> {
      const page = await browser.newPage({ colorScheme: system })
      page.setDefaultTimeout(10_000)
      await page.goto(new URL(path, server.resolvedUrls?.local[0]).href)
      await page.waitForFunction(() => {
        const scenes = [...document.querySelectorAll('[data-expect]')]
        return scenes.length > 0 && scenes.every((scene) => scene.querySelector('.sg-feed'))
      })
      return page
    }

    it.each(['plain', 'brand', 'tailwind', 'tailwind-kit-first', 'daisyui'])(
      '%s.html has the theme of each scene, on light and dark systems',
      async (name) => {
        const page = await open(`${name}.html`, 'light')
        for (const system of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme: system })
          const scenes = await readScenes(page)
          expect(scenes.length).toBeGreaterThan(4)
          expect(scenes.map(({ name, themes }) => ({ name, themes }))).toEqual(
            scenes.map(({ name, expected }) => {
              const theme = expected === 'system' ? system : expected
              return { name, themes: [theme, theme, theme, theme] }
            }),
          )
        }
        await page.close()
      },
    )

    it('takes the variables of a brand, whichever layer they are in', async () => {
      const page = await open('brand.html', 'light')
      const accents = await page.$$eval('[data-accent]', (scenes) =>
        scenes.map((scene) => {
          const badge = scene.querySelector('.sg-status')
          const edge = scene.querySelector('.sg-card')
          return {
            name: scene.getAttribute('title'),
            expected: scene.getAttribute('data-accent'),
            accent: badge && getComputedStyle(badge).color,
            radius: edge && getComputedStyle(edge).borderTopLeftRadius,
          }
        }),
      )
      expect(accents).toHaveLength(5)
      for (const { name, expected, accent, radius } of accents) {
        expect(accent, name ?? '').toBe(expected)
        expect(radius, name ?? '').toBe('0px')
      }
      await page.close()
    })

    it.each([
      'attribute=class',
      'attribute=class&no-scheme',
      'attribute=data-theme',
      'attribute=data-theme&no-scheme',
    ])('follows next-themes with %s', async (parameters) => {
      const page = await open(`next-themes.html?${parameters}`, 'dark')
      const theme = async () => (await readScenes(page))[0]?.themes
      expect(await theme()).toEqual(['dark', 'dark', 'dark', 'dark'])
      for (const choice of ['light', 'dark'] as const) {
        await page.getByRole('button', { name: choice, exact: true }).click()
        expect(await theme()).toEqual([choice, choice, choice, choice])
      }
      await page.getByRole('button', { name: 'system' }).click()
      await page.emulateMedia({ colorScheme: 'light' })
      await expect.poll(theme).toEqual(['light', 'light', 'light', 'light'])
      await page.close()
    })

    it('fills gauges from the right where the page is written from there, in any language', async () => {
      const page = await open('plain.html', 'light')
      const starts = (direction: string) =>
        page.evaluate((dir) => {
          document.documentElement.dir = dir
          const track = document.querySelector('.sg-progress__track')?.getBoundingClientRect()
          const fill = document.querySelector('.sg-progress__streamed')?.getBoundingClientRect()
          if (!track || !fill) throw new Error('The page has no gauge.')
          return fill.left > track.left ? 'right' : 'left'
        }, direction)
      await expect.poll(() => starts('ltr')).toBe('left')
      await expect.poll(() => starts('rtl')).toBe('right')
      await page.close()
    })

    it('looks the same with Tailwind, whichever is imported first, but for utilities', async () => {
      const [plain, ...withTailwind] = await Promise.all(
        ['plain', 'tailwind', 'tailwind-kit-first'].map(async (name) => {
          const page = await open(`${name}.html`, 'light')
          const look = await readLook(page)
          const radius = await page
            .locator('.sg-card')
            .first()
            .evaluate((card) => getComputedStyle(card).borderTopLeftRadius)
          await page.close()
          return { look, radius }
        }),
      )
      expect(plain?.look.length).toBeGreaterThan(20)
      expect(plain?.radius).toBe('10px')
      for (const { look, radius } of withTailwind) {
        expect(look).toEqual(plain?.look)
        // The utility `rounded-none` on the card.
        expect(radius).toBe('0px')
      }
    })
  })
})

interface Scene {
  readonly name: string
  readonly expected: Theme | 'system'
  /** Of the card, the text of a balance alone, the connection badge and the feed. */
  readonly themes: readonly Theme[]
}

/** The themes that the widgets of a page have: by the lightness of their text and the card's ground. */
function readScenes(page: Page): Promise<Scene[]> {
  return page.$$eval('[data-expect]', (scenes) => {
    const canvas = document.createElement('canvas')
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('Chromium has no canvas.')
    const isLight = (color: string) => {
      context.clearRect(0, 0, 1, 1)
      context.fillStyle = color
      context.fillRect(0, 0, 1, 1)
      const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data
      if (alpha < 255) throw new Error(`${color} is no solid color.`)
      return red + green + blue > 382
    }
    return scenes.map((scene) => {
      const styleOf = (selector: string) => {
        const element = scene.querySelector(selector)
        if (!element) throw new Error(`The scene has no ${selector}.`)
        return getComputedStyle(element)
      }
      const ground = isLight(styleOf('.sg-card').backgroundColor) ? 'light' : 'dark'
      const texts = ['.alone > .sg-balance', '.sg-connection', '.sg-feed'].map((selector) =>
        isLight(styleOf(selector).color) ? ('dark' as const) : ('light' as const),
      )
      return {
        name: scene.getAttribute('title') ?? '',
        expected: scene.getAttribute('data-expect') as Scene['expected'],
        themes: [ground, ...texts] as const,
      }
    })
  })
}

/** Where the elements of the first scene are, and their colours. */
function readLook(page: Page): Promise<readonly string[]> {
  return page.$eval('[data-expect]', (scene) => {
    const origin = scene.getBoundingClientRect()
    return [...scene.querySelectorAll('[class*="sg-"]')].map((element) => {
      const { color, backgroundColor, borderTopColor, borderTopWidth } = getComputedStyle(element)
      const { x, y, width, height } = element.getBoundingClientRect()
      const box = [x - origin.x, y - origin.y, width, height].map((pixels) => Math.round(pixels))
      const name = element.getAttribute('class')?.replace(' rounded-none', '')
      return [name, ...box, color, backgroundColor, borderTopWidth, borderTopColor].join(' ')
    })
  })
}
