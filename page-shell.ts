/**
 * The first lines of the front page as HTML: its head and its heading, in English, where the page has them too. What comes
 * after them depends on the server. start.ts decides whether they are shown.
 */
import { english as front } from './src/demo/home/messages/english.ts'
import { english } from './src/demo/messages/english.ts'
import { printPlace, viewNames } from './src/demo/views.ts'

const mark =
  '<svg class="brand-mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path class="brand-water" d="M7 10.5c1.6-1.2 3.2-1.2 4.8 0s3.2 1.2 5.2 0V18H7z"/><path d="M4 2v16M4 4.5h3.5M4 8h2M4 11.5h3.5M4 15h2"/></svg>'

export function printShell(): string {
  const links = viewNames.map((name) => {
    const current = name === 'home' ? ' aria-current="page"' : ''
    return `<li><a href="${printPlace(name)}"${current}>${english.views[name]}</a></li>`
  })
  return `<div class="shell"><header class="page-head"><p class="brand">${mark}Streamgauge</p><nav class="page-views" aria-label="${english.views.label}"><ul>${links.join('')}</ul></nav></header><main class="page-main home"><div class="home-front"><h1>${front.hero.claim}</h1></div></main></div>`
}
