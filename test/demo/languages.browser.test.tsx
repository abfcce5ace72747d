/** The choice of a language on the page. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { readLanguage } from '../../src/demo/page-language.tsx'
import { button, card, dialog, employer, seedStream, showPage, worker } from './page-stage.tsx'

// There the settings are always shown.
beforeEach(() => page.viewport(1280, 900))

afterEach(() => {
  localStorage.removeItem('streamgauge.language')
  document.documentElement.lang = 'en'
  document.documentElement.dir = 'ltr'
})

const choose = (language: string) =>
  page.getByRole('combobox', { name: 'Language' }).selectOptions(language)

describe('a language that is chosen', () => {
  it('is that of the page, its widgets and the document, and is remembered', async () => {
    using stage = showPage()
    const streamId = await seedStream(stage.backend)
    await expect.element(card(streamId)).toBeVisible()
    await choose('Deutsch')
    await expect.element(page.getByRole('heading', { name: /^Ausgehend/ })).toBeVisible()
    await expect.element(card(streamId)).toMatchTextContent(new RegExp(`An ${worker.name}`))
    expect(document.documentElement.lang).toBe('de')
    expect(document.documentElement.dir).toBe('ltr')
    expect(readLanguage()).toBe('de')
  })

  it('turns the document around for Arabic', async () => {
    using _ = showPage()
    await choose('العربية')
    await expect.element(page.getByRole('combobox', { name: 'اللغة' })).toBeVisible()
    await expect.poll(() => document.documentElement.dir).toBe('rtl')
  })

  it('decides on how amounts are read', async () => {
    using _ = showPage({ account: employer.address, environment: { locale: undefined as never } })
    await choose('Deutsch')
    await button('Neuer Stream').click()
    await dialog().getByLabelText('Summe in USDC').fill('1.250,5')
    await expect.element(dialog()).toMatchTextContent(/= 1\.250,50\sUSDC/)
  })
})
