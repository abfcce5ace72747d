/**
 * Public names of `streamgauge/messages`: the available languages, how to load one, and what is needed to
 * write your own. Each language also has its own entry, such as `streamgauge/messages/de`.
 *
 * @packageDocumentation
 */
export type { LanguageTag } from './languages.ts'
export { languages, loadMessages, matchLanguage } from './languages.ts'
export type { Count, Message, MessageGroups, Messages, PartialMessages } from './messages.ts'
export type { PluralForms } from './plural.ts'
export { createPlural } from './plural.ts'
