/**
 * Renders the page. The one place that decides between a real server and the one in the tab:
 * the mocks are loaded only for the latter, so that a live build does not contain them.
 */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { PageEnvironment } from './environment.ts'
import { Page } from './page.tsx'
import { inEnglish, loadPageLanguage, readLanguage } from './page-language.tsx'
import { loadView } from './view-loading.ts'
import { readPlace } from './views.ts'

async function chooseEnvironment(): Promise<PageEnvironment> {
  if (import.meta.env.MODE === 'mock') {
    const { startMockMode } = await import('./mock-mode.ts')
    return startMockMode()
  }
  return { baseUrl: '', fetch: (input, init) => fetch(input, init), network: null }
}

export async function startPage(): Promise<void> {
  const root = document.getElementById('root')
  if (!root)
    throw new Error('The page could not start: index.html has no element with the id root.')
  const tag = readLanguage()
  const { view } = readPlace(location.hash, location.search)
  const [environment, language, render] = await Promise.all([
    chooseEnvironment(),
    loadPageLanguage(tag).catch(() => inEnglish),
    // So that the page appears whole. If it fails, the page says so, and can try again.
    loadView(view, tag).catch(() => null),
  ])
  createRoot(root).render(
    <StrictMode>
      <Page
        environment={{ ...environment, language }}
        first={render ? { view, tag: language.tag, render } : undefined}
      />
    </StrictMode>,
  )
}
