/** The languages of the page, each in its own language. */
import type { LanguageTag } from '../messages/index.ts'

export const languageNames: Readonly<Record<LanguageTag, string>> = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  'pt-BR': 'Português',
  ja: '日本語',
  'zh-Hans': '简体中文',
  ar: 'العربية',
}
