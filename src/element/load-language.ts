/**
 * How the module loads a language. Its build leaves these imports to the browser, or to the bundler of the page; the
 * build of the classic script puts load-language-script.ts in the place of this file.
 */
export { loadMessages as loadLanguage } from '../messages/languages.ts'
