/**
 * Public names of `streamgauge/messages`: which languages there are, how one is loaded, and what a language
 * of your own is written with. Each language is also an entry of its own, such as `streamgauge/messages/de`.
 */
export type { LanguageTag } from './languages.ts'
export { languages, loadMessages, matchLanguage } from './languages.ts'
export type { Count, Message, MessageGroups, Messages, PartialMessages } from './messages.ts'
export type { PluralForms } from './plural.ts'
export { createPlural } from './plural.ts'
