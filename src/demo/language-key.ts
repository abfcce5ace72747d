/** The key in the browser's storage that has the language of the page. */
export const languageKey = 'streamgauge.language'
