/**
 * Contrast of everything that is not text (WCAG 1.4.11), computed by Chromium from the built style sheets
 * of the demo page, which contain those of the kit. Every pair is in a table of docs/accessibility.md.
 * Text is checked by axe, in every story.
 */
import { globSync, readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { widgets } from '../../src/widgets/registry.ts'
import { printTable, withGenerated } from '../architecture/markdown.ts'
import { launchChromium } from '../support/chromium-page.ts'

/** Two colours that touch each other, and whose difference carries a meaning. */
interface Pair {
  readonly what: string
  /** Of the element in front: which property of it, and of which pseudo-element. */
  readonly selector: string
  readonly property: string
  readonly pseudo?: '::before' | '::after'
  /** The element whose background is next to it. */
  readonly against: string
  /** Where that has its colour; default in its background. */
  readonly ground?: 'fill'
}

const valuesOf = (widget: string, attribute: string) =>
  widgets.find(({ name }) => name === widget)?.attributes.find(({ name }) => name === attribute)
    ?.values ?? []

const statuses = valuesOf('StreamStatusBadge', 'data-status')
const conditions = valuesOf('ConnectionBadge', 'data-condition')
const eventTypes = ['created', 'topped_up', 'withdrawn', 'paused', 'resumed', 'completed']

const badge = (attributes: string) =>
  `<span class="sg-status" ${attributes}><span class="sg-status__icon">i</span></span>`
const gauge = (attributes: string) => `
  <div class="sg-progress" ${attributes} style="--_sg-progress-value: 0.6">
    <span class="sg-progress__track">
      <span class="sg-progress__streamed"></span><span class="sg-progress__withdrawn"></span>
    </span>
    <svg class="sg-progress__scale"><line data-mark="major" /></svg>
  </div>`

const gaugeStates = [
  '',
  'data-status="paused"',
  'data-ends-soon',
  'data-critical',
  'data-status="cancelled"',
  'data-phase="ready" data-freshness="stale"',
  'data-phase="ready" data-freshness="offline"',
]

/** Elements of widgets and page as they are rendered. */
const specimens = `
  <div id="page" style="background: var(--_sg-surface)">
    <button class="button" id="focused-on-page">b</button>
    ${conditions
      .map(
        (condition) => `<span class="sg-connection" data-condition="${condition}">
          <span class="sg-connection__indicator">i</span></span>`,
      )
      .join('')}
  </div>
  <article class="sg-card" id="card">
    <button class="sg-button" id="focused-on-card">b</button>
    ${['incoming', 'outgoing', 'net']
      .map(
        (direction) => `<div class="sg-card" data-direction="${direction}" data-freshness="live">
          <span class="sg-card__direction">i</span></div>`,
      )
      .join('')}
    ${statuses.map((status) => badge(`data-status="${status}"`)).join('')}
    ${badge('data-critical')}
    ${gaugeStates.map(gauge).join('')}
    <ol class="sg-feed">
      ${eventTypes
        .map(
          (type) => `<li class="sg-feed__entry" data-type="stream.${type}">
            <span class="sg-feed__icon">i</span></li>`,
        )
        .join('')}
      <li class="sg-feed__entry" data-kind="gap"><span class="sg-feed__icon">i</span></li>
    </ol>
  </article>
  <span class="sg-balance" data-phase="loading">
    <span class="sg-balance__value"><span class="sg-balance__integer">0</span></span></span>
  <article class="sg-card" data-phase="loading">
    <div class="sg-card__header"><span class="sg-card__title">t</span>
    <span class="sg-status" data-phase="loading"><span class="sg-status__label">l</span></span>
    </div></article>
  <div class="sg-skeleton">s</div>
  ${['reconnecting', 'failed']
    .map(
      (condition) => `<div class="sg-banner" data-condition="${condition}" data-placement="inline">
        <span class="sg-banner__bar"><span class="sg-banner__icon">i</span></span></div>`,
    )
    .join('')}
  <div class="sg-forecast" id="forecast">
    <svg class="sg-forecast__chart">
      ${['line', 'projected', 'division', 'now-line', 'now-mark', 'mark'].map((name) => `<path class="sg-forecast__${name}" />`).join('')}
    </svg>
    <div class="sg-forecast__legend"><span data-area="streamed">a</span></div>
  </div>
  ${['', 'data-critical', 'data-ends-soon', 'data-phase="ready" data-freshness="stale"']
    .map(
      (attributes) => `<div class="sg-ring" ${attributes}><svg class="sg-ring__dial">
        ${['empty', 'streamed', 'withdrawn'].map((name) => `<circle class="sg-ring__${name}" />`).join('')}
        <path class="sg-ring__edge" /><path class="sg-ring__mark" data-mark="major" />
      </svg></div>`,
    )
    .join('')}
  ${['', 'data-phase="ready" data-freshness="stale"']
    .map(
      (attributes) => `<span class="sg-sparkline" ${attributes}><svg class="sg-sparkline__line">
        <path class="sg-sparkline__path" /><path class="sg-sparkline__projected" /></svg></span>`,
    )
    .join('')}
  <span class="sg-party"><svg class="sg-party__avatar">
    <rect class="sg-party__ground" /><path class="sg-party__pattern" /></svg>
    <button class="sg-party__copy">c</button></span>
  <div class="sg-control"><span class="sg-control__options">
    <button class="sg-control__option" aria-pressed="true">p</button></span></div>
  <section class="sg-timeline"><ol class="sg-timeline__list">
    <li class="sg-feed__entry sg-timeline__entry" data-kind="unreadable">
      <span class="sg-feed__icon">i</span>
      <a class="sg-timeline__transaction" href="#transaction">t</a></li></ol></section>
  <section class="panel" id="panel">
    <button class="button button-primary">b</button>
    <input class="sg-input" id="field" /><input class="sg-input" id="invalid" aria-invalid="true" />
    <select class="sg-input sg-select"><option>o</option></select>
    <fieldset class="choice"><label><input type="radio" checked />
      <span class="choice-face">c</span></label></fieldset>
  </section>`

const progress = (attributes: string) => `.sg-progress${attributes}`
const pairs: readonly Pair[] = [
  ...['', '[data-status="paused"]', '[data-ends-soon]', '[data-critical]'].map((attributes) => ({
    what: `edge of the gauge${attributes ? ` with ${code(attributes.slice(1, -1))}` : ''}, empty part`,
    selector: `${progress(attributes || ':not([data-status], [data-critical], [data-ends-soon])')} .sg-progress__streamed`,
    property: 'border-inline-end-color',
    against: '.sg-progress__track',
  })),
  {
    what: 'streamed part of the gauge, empty part',
    selector: '.sg-progress__streamed',
    property: 'background-color',
    against: '.sg-progress__track',
  },
  {
    what: 'withdrawn part of the gauge, streamed part',
    selector: '.sg-progress__withdrawn',
    property: 'background-color',
    against: '.sg-progress__streamed',
  },
  {
    what: 'withdrawn part of the gauge, empty part',
    selector: '.sg-progress__withdrawn',
    property: 'background-color',
    against: '.sg-progress__track',
  },
  ...['stale', 'offline'].map((freshness) => ({
    what: `streamed part with ${code(`data-freshness="${freshness}"`)}, empty part`,
    selector: `${progress(`[data-freshness="${freshness}"]`)} .sg-progress__streamed`,
    property: 'background-image',
    against: '.sg-progress__track',
  })),
  {
    what: 'hatching of a refund, card',
    selector: `${progress('[data-status="cancelled"]')} .sg-progress__track`,
    property: 'background-image',
    against: '#card',
  },
  {
    what: 'line through a cancelled gauge, card',
    selector: `${progress('[data-status="cancelled"]')} .sg-progress__track`,
    pseudo: '::after',
    property: 'background-color',
    against: '#card',
  },
  {
    what: 'main marks of the scale, card',
    selector: '.sg-progress__scale [data-mark="major"]',
    property: 'stroke',
    against: '#card',
  },
  ...[...statuses.map((status) => `data-status="${status}"`), 'data-critical'].map((attribute) => ({
    what: `status icon with ${code(attribute)}, badge`,
    selector: `.sg-status[${attribute}] .sg-status__icon`,
    property: 'color',
    against: `.sg-status[${attribute}]`,
  })),
  ...['incoming', 'outgoing', 'net'].map((direction) => ({
    what: `arrow with ${code(`data-direction="${direction}"`)}, its background`,
    selector: `[data-direction="${direction}"] .sg-card__direction`,
    property: 'color',
    against: `[data-direction="${direction}"] .sg-card__direction`,
  })),
  ...conditions.map((condition) => ({
    what: `connection indicator with ${code(`data-condition="${condition}"`)}, page`,
    selector: `[data-condition="${condition}"] .sg-connection__indicator`,
    property: 'color',
    against: '#page',
  })),
  ...['reconnecting', 'failed'].map((condition) => ({
    what: `icon of a banner with ${code(`data-condition="${condition}"`)}, banner`,
    selector: `.sg-banner[data-condition="${condition}"] .sg-banner__icon`,
    property: 'color',
    against: '.sg-banner__bar',
  })),
  ...[...eventTypes.map((type) => `data-type="stream.${type}"`), 'data-kind="gap"'].map(
    (attribute) => ({
      what: `feed icon with ${code(attribute)}, its background`,
      selector: `[${attribute}] .sg-feed__icon`,
      property: 'color',
      against: `[${attribute}] .sg-feed__icon`,
    }),
  ),
  ...(
    [
      ['line', 'stroke', 'line of a forecast'],
      ['projected', 'stroke', 'expected part of that line'],
      ['division', 'stroke', 'line above what was withdrawn'],
      ['now-line', 'stroke', 'line at now'],
      ['now-mark', 'stroke', 'mark of now'],
      ['mark', 'stroke', 'line where a deposit runs out'],
    ] as const
  ).map(([name, property, what]) => ({
    what: `${what}, page`,
    selector: `#forecast .sg-forecast__${name}`,
    property,
    against: '#page',
  })),
  {
    what: 'border of an area in the legend, page',
    selector: '#forecast [data-area]',
    pseudo: '::before' as const,
    property: 'border-top-color',
    against: '#page',
  },
  ...['', '[data-ends-soon]', '[data-critical]', '[data-freshness="stale"]'].map((attributes) => ({
    what: `edge of a ring${attributes ? ` with ${code(attributes.slice(1, -1))}` : ''}, page`,
    selector: `.sg-ring${attributes || ':not([data-critical], [data-ends-soon], [data-freshness])'} .sg-ring__edge`,
    property: 'stroke',
    against: '#page',
  })),
  ...['', '[data-freshness="stale"]'].flatMap((attributes) =>
    ['streamed', 'withdrawn'].map((name) => ({
      what: `${name} part of a ring${attributes ? ` with ${code(attributes.slice(1, -1))}` : ''}, page`,
      selector: `.sg-ring${attributes || ':not([data-freshness])'} .sg-ring__${name}`,
      property: 'stroke',
      against: '#page',
    })),
  ),
  {
    what: 'main marks of a ring, page',
    selector: '.sg-ring__mark[data-mark="major"]',
    property: 'stroke',
    against: '#page',
  },
  ...['', '[data-freshness="stale"]'].map((attributes) => ({
    what: `sparkline${attributes ? ` with ${code(attributes.slice(1, -1))}` : ''}, page`,
    selector: `.sg-sparkline${attributes || ':not([data-freshness])'} .sg-sparkline__path`,
    property: 'stroke',
    against: '#page',
  })),
  {
    what: 'expected part of a sparkline, page',
    selector: '.sg-sparkline__projected',
    property: 'stroke',
    against: '#page',
  },
  {
    what: 'pattern of an account, its background',
    selector: '.sg-party__pattern',
    property: 'fill',
    against: '.sg-party__ground',
    ground: 'fill' as const,
  },
  {
    what: 'button that copies an address, page',
    selector: '.sg-party__copy',
    property: 'color',
    against: '#page',
  },
  {
    what: 'border of the pressed button of a live control, the other buttons',
    selector: '.sg-control__option[aria-pressed="true"]',
    property: 'border-top-color',
    against: '.sg-control__options',
  },
  {
    what: 'icon of an event that cannot be read, its background',
    selector: '.sg-timeline__entry .sg-feed__icon',
    property: 'color',
    against: '.sg-timeline__entry .sg-feed__icon',
  },
  {
    what: 'link to a transaction, page',
    selector: '.sg-timeline__transaction',
    property: 'color',
    against: '#page',
  },
  ...(['page', 'card'] as const).map((place) => ({
    what: `focus ring, ${place}`,
    selector: `#focused-on-${place}`,
    property: 'outline-color',
    against: `#${place}`,
  })),
  ...[
    ['a field', '#field'],
    ['a list', '.sg-select'],
    ['an invalid field', '#invalid'],
  ].map(([name, selector = '']) => ({
    what: `demo page: border of ${name}, panel`,
    selector,
    property: 'border-top-color',
    against: '#panel',
  })),
  {
    what: 'demo page: ring of the selected option, its background',
    selector: '.choice-face',
    property: 'box-shadow',
    against: '.choice-face',
  },
  {
    what: 'demo page: ring of the selected option, the other options',
    selector: '.choice-face',
    property: 'box-shadow',
    against: '.choice',
  },
]

function code(text: string): string {
  return `\`${text}\``
}

let browser: Browser
const css = globSync('build/page/assets/*.css')
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n')

beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

async function open(theme: string, media: Parameters<Page['emulateMedia']>[0]): Promise<Page> {
  const page = await browser.newPage()
  await page.emulateMedia({ reducedMotion: 'reduce', ...media })
  await page.setContent(
    `<!doctype html><html class="sg-theme" data-theme="${theme}"><style>${css}</style>
    <body>${specimens}</body></html>`,
  )
  return page
}

/** The contrast of every pair, with translucent colours laid over what is behind them. */
function measure(page: Page): Promise<readonly number[]> {
  return page.evaluate((all) => {
    const canvas = document.createElement('canvas')
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('Chromium has no canvas.')
    const find = (selector: string) => {
      const element = document.querySelector<HTMLElement>(selector)
      if (!element) throw new Error(`There is no ${selector}.`)
      return element
    }
    const firstColor = (value: string) => {
      const [color] = /[a-z]+\((?:\d|none)[^()]*\)|#\w+/.exec(value) ?? []
      if (!color) throw new Error(`There is no color in ${value}.`)
      return color
    }
    const paint = (color: string) => {
      context.fillStyle = color
      context.fillRect(0, 0, 1, 1)
    }
    const luminance = () => {
      const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data]
        .map((channel) => channel / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const paintGround = (element: Element) => {
      if (element.parentElement) paintGround(element.parentElement)
      else paint('Canvas')
      paint(getComputedStyle(element).backgroundColor)
    }
    return all.map(({ selector, property, pseudo, against, ground: groundProperty }) => {
      const element = find(selector)
      element.focus()
      const ground = find(against)
      paintGround(ground)
      if (groundProperty) paint(getComputedStyle(ground).getPropertyValue(groundProperty))
      const behind = luminance()
      paint(firstColor(getComputedStyle(element, pseudo).getPropertyValue(property)))
      const [dark = 0, light = 0] = [behind, luminance()].sort((a, b) => a - b)
      return Math.floor(((light + 0.05) / (dark + 0.05)) * 10) / 10
    })
  }, pairs)
}

describe('what is not text', () => {
  it('is measured on classes that the style sheets have', () => {
    const classes = [...specimens.matchAll(/class="([^"]+)"/g)].flatMap(([, names = '']) =>
      names.split(' '),
    )
    expect(classes.length).toBeGreaterThan(20)
    expect(classes.filter((name) => !css.includes(`.${name}`))).toEqual([])
  })

  it('has a contrast of at least 3:1 in both themes, and is in the documentation', async () => {
    const columns: (readonly number[])[] = []
    for (const contrast of ['no-preference', 'more'] as const) {
      for (const theme of ['light', 'dark']) {
        const page = await open(theme, { contrast })
        columns.push(await measure(page))
        await page.close()
      }
    }
    const rows = pairs.map(({ what }, row) => [what, ...columns.map((column) => column[row] ?? 0)])
    expect(rows.length).toBeGreaterThan(35)
    expect(rows.filter(([, ...ratios]) => ratios.some((ratio) => Number(ratio) < 3))).toEqual([])
    const [light = [], dark = [], lightMore = [], darkMore = []] = columns
    const gains = [...lightMore, ...darkMore].map(
      (more, at) => more - ([...light, ...dark][at] ?? 0),
    )
    expect(Math.min(...gains)).toBe(0)
    expect(gains.filter((gain) => gain > 3).length).toBeGreaterThan(10)
    const { actual, expected } = withGenerated('docs/accessibility.md', {
      contrast: printTable(
        ['what, against what', 'light', 'dark', 'light, more contrast', 'dark, more contrast'],
        rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toFixed(1) : cell))),
      ),
    })
    expect(actual).toBe(expected)
  })
})

it('keeps the text under a placeholder hidden, with more contrast and in forced colours', async () => {
  for (const media of [{ contrast: 'more' }, { forcedColors: 'active' }] as const) {
    const page = await open('light', media)
    const color = await page.$eval(
      '[data-phase="loading"] .sg-status__label',
      (label) => getComputedStyle(label).color,
    )
    expect(color).toBe('rgba(0, 0, 0, 0)')
    await page.close()
  }
})

it('has controls of 44 px for fingers, or an area of 44 px around them', async () => {
  const context = await browser.newContext({ hasTouch: true, isMobile: true })
  const page = await context.newPage()
  await page.setContent(`<!doctype html><style>${css}</style><body class="sg-theme">
    <button class="sg-button">b</button>
    <span class="sg-party"><button class="sg-party__copy">c</button></span>
    <span class="sg-inspector"><button class="sg-inspector__trigger">i</button></span>
    <span class="sg-connection"><button class="sg-connection__retry">retry</button></span>
    <span class="sg-control"><button class="sg-control__option">p</button></span>
    <a class="sg-timeline__transaction" href="#t">t</a>
    <div class="sg-feed"><button class="sg-feed__new">2 new</button></div></body>`)
  const sizes = await page.$$eval('button, a', (controls) =>
    controls.map((control) => {
      const around = getComputedStyle(control, '::after')
      const size = (of: CSSStyleDeclaration) =>
        [of.inlineSize, of.blockSize].map((length) => Number.parseFloat(length) || 0)
      const [width = 0, height = 0] = [around, getComputedStyle(control)]
        .map(size)
        .reduce(([w = 0, h = 0], [otherW = 0, otherH = 0]) => [
          Math.max(w, otherW),
          Math.max(h, otherH),
        ])
      return { name: control.className, width, height }
    }),
  )
  expect(sizes.length).toBe(7)
  const isSmall = ({ name, width, height }: (typeof sizes)[number]) =>
    height < 44 || (width < 44 && name !== 'sg-button')
  expect(sizes.filter(isSmall)).toEqual([])
  await context.close()
})

describe.each(['light', 'dark'])('in forced colours on a %s background', (colorScheme) => {
  let page: Page

  beforeAll(async () => {
    page = await open('system', {
      forcedColors: 'active',
      colorScheme: colorScheme as 'light' | 'dark',
    })
  })
  afterAll(() => page.close())

  const systemColors = () =>
    page.evaluate(() => {
      const probe = document.createElement('i')
      document.body.append(probe)
      const names = ['Canvas', 'CanvasText', 'Highlight', 'HighlightText', 'GrayText'] as const
      const colors = names.map((name) => {
        probe.style.cssText = `forced-color-adjust: none; color: ${name}`
        return [name, getComputedStyle(probe).color] as const
      })
      return Object.fromEntries(colors) as Record<(typeof names)[number], string>
    })
  const styleOf = (selector: string, properties: readonly string[], pseudo?: string) =>
    page.evaluate(
      ([chosen, names, part]) => {
        const element = document.querySelector(chosen)
        if (!element) throw new Error(`There is no ${chosen}.`)
        const style = getComputedStyle(element, part)
        return names.map((name) => style.getPropertyValue(name))
      },
      [selector, properties, pseudo] as const,
    )

  it('the chosen option is highlighted, and its text is not covered', async () => {
    const { Highlight, HighlightText } = await systemColors()
    // Without forced-color-adjust Chromium lays Canvas behind the text, which then has that colour.
    expect(
      await styleOf('.choice-face', ['background-color', 'color', 'forced-color-adjust']),
    ).toEqual([Highlight, HighlightText, 'none'])
  })

  it('the parts of a gauge are distinguishable, in every state', async () => {
    const { Canvas, CanvasText, Highlight, GrayText } = await systemColors()
    const states = ['', '[data-status="paused"]', '[data-ends-soon]', '[data-critical]']
    for (const state of states.map(progress)) {
      const fill = `${state} .sg-progress__streamed`
      expect(await styleOf(`${state} .sg-progress__track`, ['border-top-color'])).toEqual([
        CanvasText,
      ])
      expect(await styleOf(fill, ['background-color', 'border-inline-end-color'])).toEqual([
        Highlight,
        CanvasText,
      ])
      expect(
        await styleOf(`${state} .sg-progress__withdrawn`, [
          'background-color',
          'border-inline-end-color',
          'border-inline-end-width',
        ]),
      ).toEqual([GrayText, Canvas, '2px'])
      expect(await styleOf(`${state} [data-mark]`, ['stroke'])).toEqual([CanvasText])
    }
  })

  it('so are those of a ring, a forecast and a sparkline, and the pressed button of a live control', async () => {
    const { CanvasText, Highlight, GrayText } = await systemColors()
    const strokes = [
      ['.sg-ring__streamed', Highlight],
      ['.sg-ring__withdrawn', GrayText],
      ['.sg-ring__edge', CanvasText],
      ['.sg-ring__mark', CanvasText],
      ['.sg-forecast__line', CanvasText],
      ['.sg-forecast__projected', CanvasText],
      ['.sg-forecast__now-line', CanvasText],
      ['.sg-sparkline__line', CanvasText],
    ] as const
    for (const [selector, color] of strokes) {
      expect([selector, ...(await styleOf(selector, ['stroke']))]).toEqual([selector, color])
    }
    expect(await styleOf('.sg-control__option', ['border-top-color'])).toEqual([Highlight])
  })

  it('badges have a border, and placeholders a background instead of their text', async () => {
    const { CanvasText, GrayText } = await systemColors()
    expect(await styleOf('.sg-status', ['border-top-color'])).toEqual([CanvasText])
    expect(await styleOf('.sg-skeleton', ['background-color', 'color'])).toEqual([
      GrayText,
      'rgba(0, 0, 0, 0)',
    ])
    for (const placeholder of ['.sg-balance__value', '[data-phase="loading"] .sg-card__title']) {
      expect(await styleOf(placeholder, ['background-color', 'forced-color-adjust'])).toEqual([
        GrayText,
        'none',
      ])
    }
  })

  it('has no background in a system colour under text that browsers put on a backplate', async () => {
    const { Canvas } = await systemColors()
    const covered = await page.$$eval(
      'body *',
      (elements, canvas) =>
        elements
          .filter((element) => {
            const style = getComputedStyle(element)
            // Browsers replace a colour, and keep how translucent it is.
            const channels = (color: string) =>
              color
                .match(/[\d.]+/g)
                ?.slice(0, 3)
                .join()
            const ground = style.backgroundColor
            const isPlain = channels(ground) === channels(canvas) || ground.endsWith(', 0)')
            return !isPlain && style.getPropertyValue('forced-color-adjust') !== 'none'
          })
          .map((element) => element.className),
      Canvas,
    )
    expect(covered).toEqual([])
  })
})
