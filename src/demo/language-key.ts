/** Under which the browser stores the language of the page. */
export const languageKey = 'streamgauge.language'
