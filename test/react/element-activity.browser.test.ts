/** Which elements count as visible: a number that is visible and counts as hidden shows an outdated amount. */
import { afterEach, describe, expect, it } from 'vitest'
import { watchElement } from '../../src/react/element-activity.ts'

afterEach(() => {
  document.body.replaceChildren()
  window.scrollTo(0, 0)
})

/** Shows HTML in which `#number` is the element of a widget. */
function show(html: string) {
  document.body.innerHTML = html
  const number = get('number')
  const reports: boolean[] = []
  const stop = watchElement(number, (isSeen) => reports.push(isSeen))
  return { reports, stop, isSeen: () => reports.at(-1) }
}

function get(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (!element) throw new Error(`There is no #${id}.`)
  return element
}

/** Longer than browsers need to report elements in three nested sections. */
async function frames(): Promise<void> {
  for (let frame = 0; frame < 8; frame += 1) await new Promise(requestAnimationFrame)
}

const far = '<div style="height: 5000px"></div>'
const nested = (style = '', tag = 'div') =>
  `<div data-sg-section><${tag} id="outer" data-sg-section style="${style}">
     <div data-sg-section><b id="number">1</b></div>
   </${tag}></div>`

describe('an element in three nested sections', () => {
  it('is seen when it is scrolled into view, and not when it is scrolled out', async () => {
    const { isSeen } = show(`${far}${nested()}${far}`)
    await frames()
    expect(isSeen()).toBe(false)
    get('number').scrollIntoView()
    await expect.poll(isSeen).toBe(true)
    window.scrollTo(0, 0)
    await expect.poll(isSeen).toBe(false)
    get('number').scrollIntoView()
    await expect.poll(isSeen).toBe(true)
  })

  it.each([
    ['display: none', 'display: block'],
    ['content-visibility: hidden', 'content-visibility: visible'],
    ['display: none', 'display: contents'],
  ])('is seen when %s becomes %s', async (hidden, shown) => {
    const { isSeen } = show(nested(hidden))
    await frames()
    expect(isSeen()).not.toBe(true)
    get('outer').style.cssText = shown
    await expect.poll(isSeen).toBe(true)
    get('outer').style.cssText = hidden
    await expect.poll(isSeen).toBe(false)
  })

  it('is seen when the details around it are opened', async () => {
    const { isSeen } = show(nested('', 'details'))
    await frames()
    expect(isSeen()).not.toBe(true)
    get('outer').setAttribute('open', '')
    await expect.poll(isSeen).toBe(true)
  })

  it('is not watched after it was cancelled', async () => {
    const { reports, stop } = show(nested())
    await expect.poll(() => reports.at(-1)).toBe(true)
    stop()
    const { length } = reports
    get('outer').style.display = 'none'
    await frames()
    expect(reports).toHaveLength(length)
  })
})

describe('a listener', () => {
  it('is not called after another one has cancelled it', async () => {
    show(`${far}${nested()}`)
    const reports: boolean[] = []
    const stopFirst = watchElement(get('outer'), (isSeen) => {
      if (isSeen) stopSecond()
    })
    const stopSecond = watchElement(get('outer'), (isSeen) => reports.push(isSeen))
    await frames()
    get('number').scrollIntoView()
    await frames()
    expect(reports).not.toContain(true)
    stopFirst()
  })
})

describe('an element that is visible although its section is not', () => {
  it('is seen in a section without a box', async () => {
    const { isSeen } = show(
      '<div data-sg-section style="display: contents"><b id="number">1</b></div>',
    )
    await expect.poll(isSeen).toBe(true)
  })

  it('is seen in a section without height, as in a virtual list', async () => {
    const { isSeen } = show(
      `<div data-sg-section style="position: relative; height: 0">
         <b id="number" style="position: absolute; top: 4000px">1</b>
       </div>${far}`,
    )
    await frames()
    expect(isSeen()).not.toBe(true)
    get('number').scrollIntoView()
    await expect.poll(isSeen).toBe(true)
  })

  it('is seen in a modal dialog, while the page is scrolled away from its section', async () => {
    const { isSeen } = show(
      `<div data-sg-section><dialog id="dialog"><b id="number">1</b></dialog></div>${far}`,
    )
    ;(get('dialog') as HTMLDialogElement).showModal()
    await expect.poll(isSeen).toBe(true)
    window.scrollTo(0, 3000)
    await frames()
    expect(isSeen()).toBe(true)
  })

  it('is seen in a popover, while the page is scrolled away from its section', async () => {
    const { isSeen } = show(
      `<div data-sg-section><div popover id="popover"><b id="number">1</b></div></div>${far}`,
    )
    get('popover').showPopover()
    await expect.poll(isSeen).toBe(true)
    window.scrollTo(0, 3000)
    await frames()
    expect(isSeen()).toBe(true)
  })
})

describe('an element that is moved in the document', () => {
  const two = `<div id="near" data-sg-section>near</div>${far}
    <ul data-sg-section><li id="far" data-sg-section><b id="number">1</b></li></ul>`

  it('is seen after it has left a hidden section', async () => {
    const { isSeen } = show(two)
    await frames()
    get('near').append(get('number'))
    await expect.poll(isSeen).toBe(true)
  })

  it('is seen after its section has left a hidden one', async () => {
    const { isSeen } = show(two)
    await frames()
    get('near').append(get('far'))
    await expect.poll(isSeen).toBe(true)
  })

  it('stays seen when the section that it has left is hidden', async () => {
    const { isSeen } = show(
      `<div data-sg-section id="old"><b id="number">1</b></div><div data-sg-section id="near">near</div>`,
    )
    await expect.poll(isSeen).toBe(true)
    get('near').append(get('number'))
    get('old').style.display = 'none'
    await frames()
    expect(isSeen()).toBe(true)
  })

  it('is not watched after it was moved and cancelled', async () => {
    const { reports, stop, isSeen } = show(two)
    await frames()
    get('near').append(get('far'))
    await expect.poll(isSeen).toBe(true)
    stop()
    const { length } = reports
    get('near').style.display = 'none'
    await frames()
    expect(reports).toHaveLength(length)
  })

  it('is not seen after it has left a visible section for a hidden one', async () => {
    const { isSeen } = show(
      `<div data-sg-section><b id="number">1</b></div>${far}<div data-sg-section id="far">far</div>`,
    )
    await expect.poll(isSeen).toBe(true)
    get('far').append(get('number'))
    await expect.poll(isSeen).toBe(false)
  })
})

describe('a page that is printed', () => {
  const print = (type: 'beforeprint' | 'afterprint') => window.dispatchEvent(new Event(type))

  it.each([
    ['an element', `${far}<b id="number">1</b>`],
    ['an element in nested sections', `${far}${nested()}`],
    ['an element that is not rendered', nested('display: none')],
  ])('counts %s as seen while it is printed', async (_, html) => {
    const { isSeen } = show(html)
    await frames()
    expect(isSeen()).not.toBe(true)
    print('beforeprint')
    expect(isSeen()).toBe(true)
    print('afterprint')
    expect(isSeen()).toBe(false)
    await frames()
    expect(isSeen()).toBe(false)
  })

  it('leaves what is on the screen as it is', async () => {
    const { isSeen } = show('<b id="number">1</b>')
    await expect.poll(isSeen).toBe(true)
    print('beforeprint')
    print('afterprint')
    expect(isSeen()).toBe(true)
    await frames()
    expect(isSeen()).toBe(true)
  })

  it('does not call listeners that were removed before', async () => {
    const { reports, stop } = show(`${far}${nested()}`)
    await frames()
    stop()
    const before = reports.length
    print('beforeprint')
    print('afterprint')
    expect(reports).toHaveLength(before)
  })
})
